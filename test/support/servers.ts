import type { ServerUrls } from '../../src/config/server-urls.js';

/** Who answers GraphQL queries in this run of the tests: `npm run test:graphql:resolvers` has the reference do it. */
export const EXECUTOR = process.env['GRAPHQL_EXECUTOR'] === 'resolvers' ? 'resolvers' : 'plans';

/** The servers that the global set-up (start-servers.mjs) started, or that the environment named. */
export function testServers(): ServerUrls {
  return {
    databaseUrl: given('TEST_DATABASE_URL'),
    mongodbUrl: given('TEST_MONGODB_URL'),
    kafkaBrokers: given('TEST_KAFKA_BROKERS').split(','),
  };
}

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: tests with servers belong in contract/, integration/ or e2e/`);
  return value;
}
