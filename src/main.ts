import path from 'node:path';
import { createGateway } from './compose.js';
import { ConfigurationError } from './config/configuration-error.js';
import { readEnvironment } from './config/environment.js';
import { runUntilStopped } from './ops/shutdown.js';

const started = Date.now();
const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;

try {
  const environment = readEnvironment(path.resolve(import.meta.dirname, '..'));
  const gateway = createGateway(environment, (step) => console.log(`[${seconds().padStart(6)}] ${step}`));
  await runUntilStopped(gateway, ({ url }) => {
    console.log(`
The gateway is up after ${seconds()}.

  Lab            ${url}/lab
  GraphQL        ${url}/graphql (subscriptions at ${url.replace('http', 'ws')}/graphql)
  REST           ${url}/api/v1, documented at ${url}/api/docs
  Health         ${url}/health/ready
  Metrics        ${url}/metrics

A token:  npm run -s token -- --role owner
Ctrl-C stops everything; data stays.
`);
  });
} catch (error) {
  console.error(error instanceof ConfigurationError ? `\n${error.message}` : error);
  process.exit(1);
}
