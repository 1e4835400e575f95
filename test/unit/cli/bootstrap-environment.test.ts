import { describe, expect, it } from '@jest/globals';
import { environmentProblems } from '../../../src/cli/bootstrap-environment.mjs';
import { readEnvironment } from '../../../src/config/environment.js';

/** Values of every kind, right for some variables and wrong for others. */
const VALUES = [
  '', ' ', '0', '1', '9', '10', '80', '65535', '65536', '-1', '1.5', 'NaN', '1e3', '0x10', 'many', 'on', 'off', 'ON', 'info', 'silent', 'production', 'staging', 'development', 'test', 'a.b-c_d', 'no spaces',
  'postgres://u@h/d', 'postgresql://h', 'mysql://h/d', 'mongodb://h', 'mongodb+srv://h', 'http://h', 'https://h/jwks', 'smtp://h:25', 'smtps://h', 'h:9092', 'a:1,b:2', 'a:1,', 'x'.repeat(31), 'x'.repeat(32),
];
const VARIABLES = [
  'NODE_ENV', 'PORT', 'HEALTH_PORT', 'DATABASE_URL', 'MONGODB_URL', 'KAFKA_BROKERS', 'KAFKA_REPLICATION', 'TOPIC_PREFIX', 'INSTANCE_ID', 'JWT_SECRET', 'SIGNING_SECRET', 'JWKS_URL', 'SMTP_URL',
  'REST_REQUESTS_PER_MINUTE', 'SEED', 'LOG_LEVEL',
];

function refusal(variables: Record<string, string>): string | undefined {
  try {
    readEnvironment('/checkout', variables);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the look at the environment before anything is installed', () => {
  it.each(VARIABLES)('refuses of %s what the gateway refuses, and nothing else', (name) => {
    for (const value of VALUES) {
      const early = environmentProblems({ [name]: value });
      const late = refusal({ [name]: value });
      expect([name, value, early === undefined ? 'taken' : 'refused']).toEqual([name, value, late === undefined ? 'taken' : 'refused']);
      if (early !== undefined) expect(early).toMatch(new RegExp(`^(${name}: |NODE_ENV=production needs )`));
    }
  });

  it('asks for secrets in production as the gateway does', () => {
    const secret = 's'.repeat(32);
    for (const given of [{}, { JWT_SECRET: secret }, { SIGNING_SECRET: secret }, { JWT_SECRET: secret, SIGNING_SECRET: secret }, { JWKS_URL: 'https://h/', SIGNING_SECRET: secret }]) {
      expect(environmentProblems({ NODE_ENV: 'production', ...given })).toEqual(refusal({ NODE_ENV: 'production', ...given }));
    }
  });
});
