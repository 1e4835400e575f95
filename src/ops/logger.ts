import { pino, stdSerializers } from 'pino';
import { PinoPretty } from 'pino-pretty';

export type Logger = pino.Logger;

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'token',
  'accessToken',
  'idToken',
  'password',
  'secret',
  'jwtSecret',
  'signingSecret',
  'connectionString',
];

/**
 * The fields that no log line shows, at the top of a logged object and one and two levels down
 * (`headers.authorization`, `req.headers.cookie`).
 */
export const LOG_REDACTION = {
  paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
  censor: '[redacted]',
};

/** A logger of JSON lines on standard output, or of coloured text for people when `pretty`. Secrets are redacted. */
export function createLogger(level: string, pretty: boolean): Logger {
  const options = { level, redact: LOG_REDACTION, serializers: { err: stdSerializers.err, error: stdSerializers.err } };
  // In this thread: a transport of its own would outlive a process that ends at once, and lose its last lines.
  return pretty ? pino(options, PinoPretty({ colorize: true, ignore: 'pid,hostname', sync: true })) : pino(options);
}
