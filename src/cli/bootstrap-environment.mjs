/**
 * A look at the environment before minutes of downloads. src/config/environment.ts is what decides; this repeats the part of it that needs no
 * packages, and a unit test compares the two.
 */
import { createServer } from 'node:net';
import { URL } from 'node:url';

const oneOf = (...values) => [(value) => values.includes(value), `must be one of ${values.join(', ')}`];
const integer = (from, to) => [(value) => /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to, `must be a whole number from ${from} to ${to}`];
const matching = (pattern, must) => [(value) => pattern.test(value), must];
const url = (...protocols) => [(value) => protocols.includes(protocolOf(value)), `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`];
const secret = matching(/^.{32,}$/s, 'must have at least 32 characters');

const RULES = {
  NODE_ENV: oneOf('development', 'test', 'production'),
  PORT: integer(0, 65_535),
  HEALTH_PORT: integer(0, 65_535),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  MONGODB_URL: matching(/^mongodb(\+srv)?:\/\//, 'must start with mongodb://'),
  KAFKA_BROKERS: matching(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/, 'must be host:port[,host:port...]'),
  KAFKA_REPLICATION: integer(1, 9),
  TOPIC_PREFIX: matching(/^[a-zA-Z0-9._-]*$/, 'must be letters, digits and . _ -'),
  INSTANCE_ID: matching(/^[a-zA-Z0-9._-]+$/, 'must be letters, digits and . _ -'),
  JWT_SECRET: secret,
  SIGNING_SECRET: secret,
  JWKS_URL: url('http:', 'https:'),
  SMTP_URL: url('smtp:', 'smtps:'),
  REST_REQUESTS_PER_MINUTE: integer(1, 1_000_000),
  SEED: oneOf('on', 'off'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
};

/** A line for each variable that is wrong, or undefined when none is. */
export function environmentProblems(environment = process.env) {
  const given = (name) => environment[name] !== undefined && environment[name] !== '';
  const wrong = Object.entries(RULES).flatMap(([name, [isRight, must]]) => (given(name) && !isRight(environment[name]) ? [`${name}: ${must}`] : []));
  if (environment.NODE_ENV === 'production') {
    const missing = [...(given('JWT_SECRET') || given('JWKS_URL') ? [] : ['JWT_SECRET or JWKS_URL']), ...(given('SIGNING_SECRET') ? [] : ['SIGNING_SECRET'])];
    if (missing.length > 0) wrong.push(`NODE_ENV=production needs ${missing.join(' and ')}`);
  }
  return wrong.length === 0 ? undefined : wrong.join('\n');
}

/** Why the gateway could not listen where the environment says, or undefined when it could. A port that nobody named gives way to the next free one. */
export async function listenProblem(environment = process.env) {
  const port = Number(environment.PORT || 0);
  const host = environment.HOST || '127.0.0.1';
  const problem = await problemOfListening(host, port);
  if (problem !== undefined) return problem;
  return environment.HEALTH_PORT ? problemOfListening(host, Number(environment.HEALTH_PORT), 'HEALTH_PORT') : undefined;
}

function problemOfListening(host, port, variable = 'PORT') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(listenFailure(error, { host, port, variable })));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** What a person is told when listening failed with `error`. */
export function listenFailure(error, { host, port, variable = 'PORT' }) {
  if (error.code === 'EADDRINUSE') return `Port ${port} on ${host} is taken. Stop what listens there, or start with another one: ${variable}=${port < 65_535 ? port + 1 : port - 1} npm start`;
  if (error.code === 'EACCES') return `This user may not listen on port ${port}. Start with one above 1023: ${variable}=4000 npm start`;
  return `HOST=${host} is no address of this machine to listen on (${error.code ?? error.message}).`;
}

function protocolOf(text) {
  try {
    return new URL(text).protocol;
  } catch {
    return undefined;
  }
}
