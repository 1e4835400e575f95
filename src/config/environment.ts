import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { isWebOrigin } from '../kernel/web-origin.js';
import { ConfigurationError } from './configuration-error.js';
import { parseTrustedProxies, type TrustedProxies } from './trusted-proxies.js';

/**
 * Everything the gateway takes from outside, validated. This file is the only reader of process.env.
 * `undefined` URLs mean "start the embedded server".
 */
export interface Environment {
  /** The checkout: where schema.graphql, prisma/ and data/ are. */
  readonly root: string;
  readonly mode: 'development' | 'test' | 'production';
  /** Holds all state of the embedded servers, the mailbox and the per-installation secrets. */
  readonly stateDir: string;
  readonly http: { readonly host: string; readonly port: number; readonly portIsExplicit: boolean };
  /** Where a thread of its own answers whether the process is alive and ready, also while the event loop is busy; nowhere when left out. */
  readonly healthPort: number | undefined;
  readonly databaseUrl: string | undefined;
  readonly mongodbUrl: string | undefined;
  readonly kafkaBrokers: readonly string[] | undefined;
  /** Prefix of every topic and consumer group, so that several gateways can share a cluster. */
  readonly topicPrefix: string;
  readonly kafkaReplication: number;
  /** Names this process in logs and in per-process consumer groups. */
  readonly instanceId: string;
  readonly identity: {
    readonly jwtSecret: string | undefined;
    readonly jwksUrl: string | undefined;
    readonly issuer: string | undefined;
    readonly audience: string | undefined;
    /** HMAC key of cursors, respondent tokens and payment callbacks. */
    readonly signingSecret: string | undefined;
  };
  readonly smtpUrl: string | undefined;
  /** Whose X-Forwarded-For says who a client is; nobody's when undefined. */
  readonly trustedProxies: TrustedProxies | undefined;
  /** Origins whose pages may use the ports, each as browsers write it. */
  readonly corsOrigins: readonly string[];
  /** What tells strangers how the gateway is made: each off in production unless it is asked for. */
  readonly shows: {
    /** GraphQL's introspection. */
    readonly introspection: boolean;
    /** "Did you mean" in GraphQL's errors. */
    readonly suggestions: boolean;
    /** GraphiQL at /graphql. */
    readonly explorer: boolean;
    /** /api/docs and the OpenAPI document. */
    readonly apiDocs: boolean;
    /** The Server-Timing header: what an answer cost. */
    readonly serverTiming: boolean;
    readonly metrics: boolean;
  };
  /** What Prometheus has to present for /metrics; undefined where anybody may read it. */
  readonly metricsToken: string | undefined;
  /** The points that one viewer, or one address, may spend in a minute over both ports. */
  readonly requestsPerMinute: number;
  readonly seed: boolean;
  readonly logLevel: string;
}

/** Decimal digits alone: a blank would be 0, and 0x10 is a slip of the pen. */
const wholeNumber = (from: number, to: number) => {
  const must = `must be a whole number from ${from} to ${to}`;
  return z.string().regex(/^\d+$/, must).transform(Number).refine((value) => value >= from && value <= to, must);
};
const port = wholeNumber(0, 65_535);
const pointsPerMinute = wholeNumber(1, 100_000_000);
const url = (protocol: RegExp) => z.url({ protocol });
const onOrOff = z.enum(['on', 'off']);
const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .superRefine((list, context) => {
    for (const origin of list.filter((candidate) => !isWebOrigin(candidate))) {
      context.addIssue({ code: 'custom', message: `${JSON.stringify(origin)} is no origin. Write scheme, host and port as browsers do, such as https://app.example.com` });
    }
  });

const proxies = z.string().transform((text, context) => {
  const trusted = parseTrustedProxies(text);
  if (trusted !== undefined) return trusted;
  context.addIssue({ code: 'custom', message: 'must be the number of proxies in front, or their addresses or ranges, such as 10.0.0.0/8,192.0.2.7' });
  return z.NEVER;
});

const variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.optional(),
  HEALTH_PORT: port.optional(),
  STATE_DIR: z.string().min(1).optional(),
  DATABASE_URL: url(/^postgres(ql)?$/).optional(),
  MONGODB_URL: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb://').optional(),
  KAFKA_BROKERS: z.string().regex(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/, 'must be host:port[,host:port...]').optional(),
  KAFKA_REPLICATION: wholeNumber(1, 9).default(1),
  TOPIC_PREFIX: z.string().regex(/^[a-zA-Z0-9._-]*$/).default(''),
  INSTANCE_ID: z.string().regex(/^[a-zA-Z0-9._-]+$/).optional(),
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  JWKS_URL: url(/^https?$/).optional(),
  JWT_ISSUER: z.string().min(1).optional(),
  JWT_AUDIENCE: z.string().min(1).optional(),
  SIGNING_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  SMTP_URL: url(/^smtps?$/).optional(),
  TRUST_PROXY: proxies.optional(),
  CORS_ORIGINS: origins.optional(),
  INTROSPECTION: onOrOff.optional(),
  SUGGESTIONS: onOrOff.optional(),
  EXPLORER: onOrOff.optional(),
  API_DOCS: onOrOff.optional(),
  SERVER_TIMING: onOrOff.optional(),
  METRICS: onOrOff.optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').regex(/^[\w.~+/=-]+$/, 'must be letters, digits and -._~+/=').optional(),
  REQUESTS_PER_MINUTE: pointsPerMinute.optional(),
  /** The name of REQUESTS_PER_MINUTE before GraphQL was limited too. */
  REST_REQUESTS_PER_MINUTE: pointsPerMinute.optional(),
  SEED: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/**
 * Reads and validates the environment. `root` is the checkout's folder.
 * Throws ConfigurationError naming every variable that is wrong; production refuses to start without its own secrets.
 */
export function readEnvironment(root: string, source: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    );
  }
  const env = parsed.data;
  if (env.NODE_ENV === 'production') requireProductionSecrets(env);
  const shown = (setting: 'on' | 'off' | undefined) => (setting === undefined ? env.NODE_ENV !== 'production' : setting === 'on');
  return {
    root,
    mode: env.NODE_ENV,
    stateDir: path.resolve(root, env.STATE_DIR ?? '.state'),
    http: { host: env.HOST, port: env.PORT ?? 4000, portIsExplicit: env.PORT !== undefined },
    healthPort: env.HEALTH_PORT,
    databaseUrl: env.DATABASE_URL,
    mongodbUrl: env.MONGODB_URL,
    kafkaBrokers: env.KAFKA_BROKERS?.split(','),
    topicPrefix: env.TOPIC_PREFIX,
    kafkaReplication: env.KAFKA_REPLICATION,
    instanceId: env.INSTANCE_ID ?? randomUUID(),
    identity: {
      jwtSecret: env.JWT_SECRET,
      jwksUrl: env.JWKS_URL,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      signingSecret: env.SIGNING_SECRET,
    },
    smtpUrl: env.SMTP_URL,
    trustedProxies: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS ?? [],
    shows: {
      introspection: shown(env.INTROSPECTION),
      suggestions: shown(env.SUGGESTIONS),
      explorer: shown(env.EXPLORER),
      apiDocs: shown(env.API_DOCS),
      serverTiming: shown(env.SERVER_TIMING),
      // Whoever sets a token wants the metrics to be read with it.
      metrics: shown(env.METRICS ?? (env.METRICS_TOKEN === undefined ? undefined : 'on')),
    },
    metricsToken: env.METRICS_TOKEN,
    requestsPerMinute: env.REQUESTS_PER_MINUTE ?? env.REST_REQUESTS_PER_MINUTE ?? 12_000,
    seed: env.SEED === 'on',
    logLevel: env.LOG_LEVEL,
  };
}

/** This process's environment with `over` in it, for a child process. */
export function environmentWith(over: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...over };
}

/** A development secret must never guard production data, so production starts only with secrets of its own. */
function requireProductionSecrets(env: z.infer<typeof variables>): void {
  const missing: string[] = [];
  if (env.JWT_SECRET === undefined && env.JWKS_URL === undefined) missing.push('JWT_SECRET or JWKS_URL');
  if (env.SIGNING_SECRET === undefined) missing.push('SIGNING_SECRET');
  if (missing.length > 0) throw new ConfigurationError(`NODE_ENV=production needs ${missing.join(' and ')}`);
}
