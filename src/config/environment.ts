import { randomUUID } from 'node:crypto';
import { ConfigurationError } from './configuration-error.js';
import { givenSettings, settingProblems, stateDirOf } from './settings.mjs';
import { tracingSettingsOf, type TracingSettings } from './tracing-settings.js';
import { parseTrustedProxies, type TrustedProxies } from './trusted-proxies.mjs';

/**
 * Everything the gateway takes from outside, validated by the table in settings.mjs. This file is the only reader of
 * process.env. `undefined` URLs are servers that the launcher, or another program of the stack, has to start.
 */
export interface Environment {
  /** The checkout: where schema.graphql, prisma/ and data/ are. */
  readonly root: string;
  readonly mode: 'development' | 'test' | 'production';
  /** Holds all state of the embedded servers, the mailbox and the per-installation secrets. */
  readonly stateDir: string;
  readonly http: { readonly host: string; readonly port: number; readonly portIsExplicit: boolean };
  /**
   * Where a thread of its own answers whether the process is alive and ready, also while the event loop is busy;
   * nowhere when left out.
   */
  readonly healthPort: number | undefined;
  /** The URL at which others reach the gateway, without a slash at its end. Undefined when nobody has said it. */
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly mongodbUrl: string | undefined;
  readonly kafkaBrokers: readonly string[] | undefined;
  /** Prefix of every topic and consumer group, so that several gateways can share a cluster. */
  readonly topicPrefix: string;
  /** What produces and consumes. */
  readonly kafkaLibrary: 'kafkajs' | 'confluent';
  readonly kafkaReplication: number;
  /**
   * How long a consumer may be silent before its group gives its partitions to others. Brokers accept no less than 6 s,
   * unless they are configured to. The default of the consumers when undefined.
   */
  readonly kafkaSessionTimeoutMs: number | undefined;
  /** The gateways that share these stores, this one included. Several count their callers' points together. */
  readonly gateways: number;
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
  /**
   * The tenants whose owner and staff operate the installation: its topics, groups and outbox, which belong to no
   * tenant.
   */
  readonly operatorTenants: readonly string[] | undefined;
  readonly smtpUrl: string | undefined;
  /** The proxies whose X-Forwarded-For is trusted. None when undefined. */
  readonly trustedProxies: TrustedProxies | undefined;
  /** Origins whose pages may use the ports, each as browsers write it. */
  readonly corsOrigins: readonly string[];
  /** Features that disclose details of the gateway. Each is off in production by default. */
  readonly shows: {
    /** GraphQL's introspection, and /schema.graphql. */
    readonly introspection: boolean;
    /** "Did you mean" in GraphQL's errors. */
    readonly suggestions: boolean;
    /** GraphiQL at /graphql. */
    readonly explorer: boolean;
    /** /api/docs, the OpenAPI document and the AsyncAPI document. */
    readonly apiDocs: boolean;
    /** /schemas and the schema registry: the JSON Schemas of events. */
    readonly schemas: boolean;
    /** The Server-Timing header, with the cost of a response. */
    readonly serverTiming: boolean;
    /** GraphQL's `extensions.explain`, with the SQL, for requests with `x-explain: on`. */
    readonly explain: boolean;
    readonly metrics: boolean;
  };
  /** The bearer token that /metrics requires. Undefined when /metrics is open. */
  readonly metricsToken: string | undefined;
  /** Undefined when there are no traces. */
  readonly tracing: TracingSettings | undefined;
  /** The Prometheus whose alerts operators see. The launcher starts none when it is given. */
  readonly prometheusUrl: string | undefined;
  /** Who executes GraphQL's queries: plans, and resolvers where there is none; or resolvers alone, the reference. */
  readonly executor: 'plans' | 'resolvers';
  /** Who answers REST's reads: plans, and services where there is none; or services alone, the reference. */
  readonly restExecutor: 'plans' | 'services';
  /** Whether GraphQL executes only registered documents. */
  readonly knownOperationsOnly: boolean;
  /** The points that one viewer, or one address, may spend in a minute over both ports. */
  readonly requestsPerMinute: number;
  readonly seed: boolean;
  readonly logLevel: string;
}

/**
 * Reads and validates the environment. `root` is the checkout's folder.
 * Throws ConfigurationError naming every variable that is wrong; production refuses to start without its own secrets.
 */
export function readEnvironment(root: string, source: NodeJS.ProcessEnv = process.env): Environment {
  const problems = settingProblems(source);
  if (problems !== undefined) throw new ConfigurationError(problems);
  const env = givenSettings(source);
  const numberOf = (value: string | undefined) => (value === undefined ? undefined : Number(value));
  const mode = (env.NODE_ENV ?? 'development') as Environment['mode'];
  const shown = (setting: string | undefined) => (setting === undefined ? mode !== 'production' : setting === 'on');
  return {
    root,
    mode,
    stateDir: stateDirOf(root, env),
    http: { host: env.HOST ?? '127.0.0.1', port: numberOf(env.PORT) ?? 4000, portIsExplicit: env.PORT !== undefined },
    healthPort: numberOf(env.HEALTH_PORT),
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL,
    mongodbUrl: env.MONGODB_URL,
    kafkaBrokers: env.KAFKA_BROKERS?.split(','),
    topicPrefix: env.TOPIC_PREFIX ?? '',
    kafkaLibrary: (env.KAFKA_CLIENT ?? 'kafkajs') as Environment['kafkaLibrary'],
    kafkaReplication: numberOf(env.KAFKA_REPLICATION) ?? 1,
    kafkaSessionTimeoutMs: numberOf(env.KAFKA_SESSION_TIMEOUT_MS),
    gateways: numberOf(env.GATEWAYS) ?? 1,
    instanceId: env.INSTANCE_ID ?? randomUUID(),
    identity: {
      jwtSecret: env.JWT_SECRET,
      jwksUrl: env.JWKS_URL,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      signingSecret: env.SIGNING_SECRET,
    },
    operatorTenants: env.OPERATOR_TENANTS?.split(','),
    smtpUrl: env.SMTP_URL,
    trustedProxies: env.TRUST_PROXY === undefined ? undefined : parseTrustedProxies(env.TRUST_PROXY),
    corsOrigins: env.CORS_ORIGINS?.split(',').map((origin) => origin.trim()) ?? [],
    shows: {
      introspection: shown(env.INTROSPECTION),
      suggestions: shown(env.SUGGESTIONS),
      explorer: shown(env.EXPLORER),
      apiDocs: shown(env.API_DOCS),
      schemas: shown(env.SCHEMA_REGISTRY),
      serverTiming: shown(env.SERVER_TIMING),
      explain: shown(env.EXPLAIN),
      // A token in METRICS_TOKEN implies that metrics are on.
      metrics: shown(env.METRICS ?? (env.METRICS_TOKEN === undefined ? undefined : 'on')),
    },
    metricsToken: env.METRICS_TOKEN,
    tracing: tracingSettingsOf(env),
    prometheusUrl: env.PROMETHEUS_URL,
    restExecutor: (env.REST_EXECUTOR ?? 'plans') as Environment['restExecutor'],
    executor: (env.GRAPHQL_EXECUTOR ?? 'plans') as Environment['executor'],
    knownOperationsOnly: env.KNOWN_OPERATIONS_ONLY === 'on',
    requestsPerMinute: numberOf(env.REQUESTS_PER_MINUTE ?? env.REST_REQUESTS_PER_MINUTE) ?? 12_000,
    seed: env.SEED !== 'off',
    logLevel: env.LOG_LEVEL ?? 'info',
  };
}

/** This process's environment with `over` in it, for a child process. */
export function environmentWith(over: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...over };
}

/** Sets variables for a program that is loaded into this process afterwards. */
export function setEnvironment(over: Readonly<Record<string, string>>): void {
  Object.assign(process.env, over);
}
