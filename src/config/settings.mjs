/**
 * The settings and their valid values. This is the only table of them. scripts/bootstrap.mjs checks the environment by
 * it, and src/config/environment.ts checks it again. It is plain JavaScript without dependencies, because bootstrap.mjs
 * runs before anything is installed.
 */
import path from 'node:path';
import { URL } from 'node:url';
import { isWebOrigin } from '../kernel/web-origin.mjs';
import { stateFolderProblem } from './folders.mjs';
import { parseTrustedProxies } from './trusted-proxies.mjs';

/** @typedef {Readonly<Record<string, string | undefined>>} Variables */
/** @typedef {(value: string) => string | undefined} Rule The problem with a value, worded to follow "NAME: ". */

/** @type {(isRight: (value: string) => boolean, must: string) => Rule} */
const rule = (isRight, must) => (value) => (isRight(value) ? undefined : must);
/** @type {(...values: string[]) => Rule} */
const oneOf = (...values) => rule((value) => values.includes(value), `must be one of ${values.join(', ')}`);
/**
 * Decimal digits alone: a blank would be 0, and 0x10 is a slip of the pen.
 * @type {(from: number, to: number) => Rule}
 */
const integer = (from, to) =>
  rule(
    (value) => /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to,
    `must be a whole number from ${from} to ${to}`,
  );
/** @type {(pattern: RegExp, must: string) => Rule} */
const matching = (pattern, must) => rule((value) => pattern.test(value), must);
const notBlank = matching(/\S/, 'must not be blank');
const secret = matching(/^.{32,}$/s, 'must have at least 32 characters');
const onOrOff = oneOf('on', 'off');
const port = integer(0, 65_535);
const pointsPerMinute = integer(1, 100_000_000);
/** @type {(...protocols: string[]) => Rule} */
const url =
  (...protocols) =>
  (value) => {
    const must = `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
    const parsed = parse(value);
    if (parsed === undefined || !protocols.includes(parsed.protocol)) return must;
    if (parsed.hostname === '' || /\s/.test(value)) return `${must} and names a host`;
    return isDecodable(parsed)
      ? undefined
      : 'has a % in its user name, password or path without two hexadecimal digits after it: write %25';
  };

/** @type {Rule} */
const publicUrl = (value) =>
  url('http:', 'https:')(value) ??
  (/[?#@]/.test(value) ? 'must be a URL without a user name, a query and a fragment' : undefined);

/** @type {Rule} */
const origins = (value) => {
  const wrong = value
    .split(',')
    .map((origin) => origin.trim())
    .find((origin) => !isWebOrigin(origin));
  return wrong === undefined
    ? undefined
    : `${JSON.stringify(wrong)} is not an origin. Write scheme, host and port as browsers do, such as https://app.example.com`;
};

/** @type {Rule} */
const proxies = rule(
  (value) => parseTrustedProxies(value) !== undefined,
  'must be the number of trusted proxies, or their addresses or ranges, such as 10.0.0.0/8,192.0.2.7',
);

const tenants = matching(/^[^\s,]{1,200}(,[^\s,]{1,200})*$/, 'must be the names of tenants, separated by commas');

/** @type {Rule} */
const brokers = (value) => {
  const ports = /^[^\s,]+:\d+(,[^\s,]+:\d+)*$/.test(value)
    ? value.split(',').map((broker) => Number(broker.slice(broker.lastIndexOf(':') + 1)))
    : [];
  return ports.length > 0 && ports.every((number) => number >= 1 && number <= 65_535)
    ? undefined
    : 'must be host:port[,host:port...], each port from 1 to 65535';
};

/** @type {Rule} */
const headers = (value) => {
  const wrong = value
    .split(',')
    .find((pair) => !/^\s*[\w!#$%&'*+.^`|~-]+\s*=[\x20-\x7e]*$/.test(pair) || !isPercentDecodable(pair));
  return wrong === undefined ? undefined : 'must be NAME=VALUE[,NAME=VALUE...], each value percent-encoded';
};
/** The values of OpenTelemetry's OTEL_TRACES_SAMPLER. */
export const TRACE_SAMPLERS = /** @type {const} */ ([
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
]);
const ratio = rule((value) => /^(0(\.\d+)?|1(\.0+)?)$/.test(value), 'must be a number from 0 to 1');

/** @satisfies {Record<string, Rule>} */
const RULES = {
  NODE_ENV: oneOf('development', 'test', 'production'),
  HOST: matching(/^\S+$/, 'must be a name or an address, without blanks'),
  PORT: port,
  HEALTH_PORT: port,
  /** Where others reach the gateway. It is written into events. */
  PUBLIC_URL: publicUrl,
  STATE_DIR: notBlank,
  DATABASE_URL: url('postgres:', 'postgresql:'),
  MONGODB_URL: matching(
    /^mongodb(\+srv)?:\/\/[^\s/?#]+(\/\S*)?(\?\S*)?$/,
    'must start with mongodb:// and name a host',
  ),
  KAFKA_BROKERS: brokers,
  KAFKA_CLIENT: oneOf('kafkajs', 'confluent'),
  KAFKA_REPLICATION: integer(1, 9),
  KAFKA_SESSION_TIMEOUT_MS: integer(1_000, 300_000),
  GATEWAYS: integer(1, 1_000),
  TOPIC_PREFIX: matching(/^[a-zA-Z0-9._-]{0,100}$/, 'must be at most 100 letters, digits and . _ -'),
  INSTANCE_ID: matching(/^[a-zA-Z0-9._-]{1,100}$/, 'must be at most 100 letters, digits and . _ -'),
  JWT_SECRET: secret,
  JWKS_URL: url('http:', 'https:'),
  JWT_ISSUER: notBlank,
  JWT_AUDIENCE: notBlank,
  SIGNING_SECRET: secret,
  OPERATOR_TENANTS: tenants,
  SMTP_URL: url('smtp:', 'smtps:'),
  TRUST_PROXY: proxies,
  CORS_ORIGINS: origins,
  INTROSPECTION: onOrOff,
  SUGGESTIONS: onOrOff,
  EXPLORER: onOrOff,
  API_DOCS: onOrOff,
  SCHEMA_REGISTRY: onOrOff,
  SERVER_TIMING: onOrOff,
  EXPLAIN: onOrOff,
  METRICS: onOrOff,
  /** Whose alerts the console shows. `npm start -- --monitoring` uses it instead of one of its own. */
  PROMETHEUS_URL: url('http:', 'https:'),
  METRICS_TOKEN: matching(/^[\w.~+/=-]{16,}$/, 'must have at least 16 characters, of letters, digits and -._~+/='),
  GRAPHQL_EXECUTOR: oneOf('plans', 'resolvers'),
  REST_EXECUTOR: oneOf('plans', 'services'),
  KNOWN_OPERATIONS_ONLY: onOrOff,
  REQUESTS_PER_MINUTE: pointsPerMinute,
  /** The name of REQUESTS_PER_MINUTE before GraphQL was limited too. */
  REST_REQUESTS_PER_MINUTE: pointsPerMinute,
  /** Tracing, by the names of OpenTelemetry's specification. It is off without an endpoint. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url('http:', 'https:'),
  OTEL_EXPORTER_OTLP_HEADERS: headers,
  OTEL_EXPORTER_OTLP_TIMEOUT: integer(1, 60_000),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf('http/json', 'http/protobuf', 'grpc'),
  OTEL_BSP_SCHEDULE_DELAY: integer(10, 60_000),
  OTEL_SERVICE_NAME: matching(/^[\x20-\x7e]{1,100}$/, 'must be at most 100 printable ASCII characters'),
  OTEL_TRACES_SAMPLER: oneOf(...TRACE_SAMPLERS),
  OTEL_TRACES_SAMPLER_ARG: ratio,
  OTEL_SDK_DISABLED: oneOf('true', 'false'),
  SEED: onOrOff,
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
};

/** @typedef {keyof typeof RULES} SettingName */

/** All settings. @type {readonly SettingName[]} */
export const SETTINGS = /** @type {SettingName[]} */ (Object.keys(RULES));

/**
 * The settings that are given; an empty one is not.
 * @param {Variables} environment
 * @returns {Readonly<Partial<Record<SettingName, string>>>}
 */
export function givenSettings(environment) {
  return Object.fromEntries(
    SETTINGS.filter((name) => environment[name] !== undefined && environment[name] !== '').map((name) => [
      name,
      environment[name],
    ]),
  );
}

/**
 * A line for each setting that is wrong, or undefined when none is. A development secret must never guard production
 * data, so production needs secrets of its own.
 * @param {Variables} environment
 * @returns {string | undefined}
 */
export function settingProblems(environment) {
  const given = givenSettings(environment);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const problem = RULES[/** @type {SettingName} */ (name)](value);
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
  if (given.NODE_ENV === 'production') {
    const missing = [
      ...((given.JWT_SECRET ?? given.JWKS_URL) ? [] : ['JWT_SECRET or JWKS_URL']),
      ...(given.SIGNING_SECRET ? [] : ['SIGNING_SECRET']),
    ];
    if (missing.length > 0) wrong.push(`NODE_ENV=production needs ${missing.join(' and ')}`);
  }
  const receiver = given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? given.OTEL_EXPORTER_OTLP_ENDPOINT;
  const { OTEL_EXPORTER_OTLP_PROTOCOL: protocol = 'http/json' } = given;
  // A receiver of gRPC would get requests that it cannot read, and no spans would arrive, without a reason.
  if (receiver !== undefined && protocol !== 'http/json' && RULES.OTEL_EXPORTER_OTLP_PROTOCOL(protocol) === undefined)
    wrong.push(
      `OTEL_EXPORTER_OTLP_PROTOCOL: the gateway sends spans by http/json alone. Leave it out, and set OTEL_EXPORTER_OTLP_ENDPOINT to a receiver of OTLP over HTTP, such as http://localhost:4318`,
    );
  return wrong.length === 0 ? undefined : wrong.join('\n');
}

/**
 * The folder of all state. `root` is the checkout.
 * @param {string} root
 * @param {Variables} environment
 */
export function stateDirOf(root, environment) {
  return path.resolve(root, environment['STATE_DIR'] || '.state');
}

/**
 * What keeps the state folder from being used, or undefined when nothing does. It is tried; nothing of that stays.
 * @param {string} root
 * @param {Variables} environment
 * @returns {string | undefined}
 */
export function stateDirProblem(root, environment) {
  const dir = stateDirOf(root, environment);
  const withServers = ['DATABASE_URL', 'MONGODB_URL', 'KAFKA_BROKERS'].some((name) => !environment[name]);
  const problem = stateFolderProblem(dir, withServers);
  return problem === undefined
    ? undefined
    : `STATE_DIR: ${JSON.stringify(dir).slice(1, -1)} ${problem}. Set it to a writable folder: STATE_DIR=/some/folder`;
}

/** @param {string} text */
function parse(text) {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** @param {URL} url */
function isDecodable({ username, password, pathname }) {
  return [username, password, pathname].every(isPercentDecodable);
}

/** @param {string} text */
function isPercentDecodable(text) {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
