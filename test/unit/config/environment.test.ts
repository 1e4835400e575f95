import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../../src/config/configuration-error.js';
import { readEnvironment } from '../../../src/config/environment.js';

const secrets = { JWT_SECRET: 'j'.repeat(32), SIGNING_SECRET: 's'.repeat(32) };

describe('the environment', () => {
  it('has a default for everything in development', () => {
    expect(readEnvironment('/checkout', {})).toMatchObject({
      mode: 'development',
      stateDir: '/checkout/.state',
      http: { host: '127.0.0.1', port: 4000, portIsExplicit: false },
      databaseUrl: undefined,
      seed: true,
    });
  });

  it('takes what is given, and the empty for not given', () => {
    expect(
      readEnvironment('/checkout', {
        PORT: '0',
        STATE_DIR: 'elsewhere',
        KAFKA_BROKERS: 'a:9092,b:9092',
        DATABASE_URL: '',
        SEED: 'off',
      }),
    ).toMatchObject({
      http: { port: 0, portIsExplicit: true },
      stateDir: '/checkout/elsewhere',
      kafkaBrokers: ['a:9092', 'b:9092'],
      databaseUrl: undefined,
      seed: false,
    });
  });

  it.each<[string, Record<string, string>]>([
    ['PORT', { PORT: '70000' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/x' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'no-port' }],
    ['JWT_SECRET', { JWT_SECRET: 'short' }],
    ['TOPIC_PREFIX', { TOPIC_PREFIX: 'no spaces' }],
    ['GATEWAYS', { GATEWAYS: '0' }],
    ['KAFKA_SESSION_TIMEOUT_MS', { KAFKA_SESSION_TIMEOUT_MS: '100' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: '*' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'null' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://app.example,app.example' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://app.example/' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://app.example:443' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://*.app.example/x' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://app.example,' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'true' }],
    ['TRUST_PROXY', { TRUST_PROXY: '-1' }],
    ['TRUST_PROXY', { TRUST_PROXY: '1000' }],
    ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.1,' }],
    ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/33' }],
    ['TRUST_PROXY', { TRUST_PROXY: '0.0.0.0/0' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'proxy.example' }],
    ['INTROSPECTION', { INTROSPECTION: 'yes' }],
    ['METRICS_TOKEN', { METRICS_TOKEN: 'short' }],
    ['METRICS_TOKEN', { METRICS_TOKEN: 'with blanks in the token' }],
  ])('names the variable that is wrong: %s', (name, variables) => {
    expect(() => readEnvironment('/checkout', variables)).toThrow(ConfigurationError);
    expect(() => readEnvironment('/checkout', variables)).toThrow(new RegExp(`^${name}: `));
  });

  it('is refused in production without secrets of its own', () => {
    expect(() => readEnvironment('/checkout', { NODE_ENV: 'production' })).toThrow(
      'NODE_ENV=production needs JWT_SECRET or JWKS_URL and SIGNING_SECRET',
    );
    expect(readEnvironment('/checkout', { NODE_ENV: 'production', ...secrets }).mode).toBe('production');
    expect(
      readEnvironment('/checkout', {
        NODE_ENV: 'production',
        SIGNING_SECRET: secrets.SIGNING_SECRET,
        JWKS_URL: 'https://id.example/jwks',
      }).identity.jwksUrl,
    ).toBe('https://id.example/jwks');
  });

  it('shows how the gateway is made in development, and in production only what is asked for', () => {
    const everything = {
      introspection: true,
      suggestions: true,
      explorer: true,
      apiDocs: true,
      schemas: true,
      serverTiming: true,
      explain: true,
      metrics: true,
    };
    const nothing = {
      introspection: false,
      suggestions: false,
      explorer: false,
      apiDocs: false,
      schemas: false,
      serverTiming: false,
      explain: false,
      metrics: false,
    };
    const production = { NODE_ENV: 'production', ...secrets };
    expect(readEnvironment('/checkout', {}).shows).toEqual(everything);
    expect(readEnvironment('/checkout', production).shows).toEqual(nothing);
    const settings = {
      INTROSPECTION: 'introspection',
      SUGGESTIONS: 'suggestions',
      EXPLORER: 'explorer',
      API_DOCS: 'apiDocs',
      SCHEMA_REGISTRY: 'schemas',
      SERVER_TIMING: 'serverTiming',
      EXPLAIN: 'explain',
      METRICS: 'metrics',
    };
    for (const [name, shown] of Object.entries(settings)) {
      expect(readEnvironment('/checkout', { ...production, [name]: 'on' }).shows).toEqual({
        ...nothing,
        [shown]: true,
      });
      expect(readEnvironment('/checkout', { [name]: 'off' }).shows).toEqual({ ...everything, [shown]: false });
    }
    const METRICS_TOKEN = 'm'.repeat(16);
    expect(readEnvironment('/checkout', { ...production, METRICS_TOKEN })).toMatchObject({
      metricsToken: METRICS_TOKEN,
      shows: { metrics: true },
    });
    expect(readEnvironment('/checkout', { ...production, METRICS_TOKEN, METRICS: 'off' }).shows.metrics).toBe(false);
  });

  it('takes a URL for events, without a slash at its end, and nothing but a plain URL', () => {
    expect(readEnvironment('/checkout', {}).publicUrl).toBeUndefined();
    for (const [PUBLIC_URL, publicUrl] of [
      ['https://api.example.com', 'https://api.example.com'],
      ['http://localhost:4000/', 'http://localhost:4000'],
      ['https://example.com/gateway//', 'https://example.com/gateway'],
    ] as const)
      expect(readEnvironment('/checkout', { PUBLIC_URL }).publicUrl).toBe(publicUrl);
    for (const PUBLIC_URL of ['api.example.com', 'ftp://a', 'https://', 'https://u:p@a', 'https://a?b', 'https://a#b'])
      expect(() => readEnvironment('/checkout', { PUBLIC_URL })).toThrow(/^PUBLIC_URL: must be a URL/);
  });

  it('trusts no proxy by default', () => {
    expect(readEnvironment('/checkout', {}).trustedProxies).toBeUndefined();
    expect(readEnvironment('/checkout', { TRUST_PROXY: '2' }).trustedProxies).toBe(2);
    expect(readEnvironment('/checkout', { TRUST_PROXY: '10.0.0.0/8, 2001:db8::1,loopback' }).trustedProxies).toEqual([
      '10.0.0.0/8',
      '2001:db8::1',
      'loopback',
    ]);
  });

  it('shares with no origin unless some are listed', () => {
    expect(readEnvironment('/checkout', {}).corsOrigins).toEqual([]);
    expect(
      readEnvironment('/checkout', { CORS_ORIGINS: 'https://app.example, http://10.0.0.4:8080' }).corsOrigins,
    ).toEqual(['https://app.example', 'http://10.0.0.4:8080']);
  });
});
