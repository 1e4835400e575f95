import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { ClusterStore } from '../../src/domain/operations/cluster-store.js';
import type { DeadLetterStore } from '../../src/domain/dead-letters/dead-letter-store.js';
import type { PaymentProvider } from '../../src/domain/bookings/payment-provider.js';
import type { LogTraces } from '../../src/domain/journeys/journey-reads.js';
import type { EventStream } from '../../src/events/kafka/kafka-port.js';
import { systemClock } from '../../src/kernel/clock.js';
import { createSigner } from '../../src/kernel/signing.js';
import { createHttpServer } from '../../src/ops/http-server.js';
import { createAuthenticator } from '../../src/ops/identity/authenticator.js';
import { createCallers } from '../../src/ops/identity/callers.js';
import { CONNECTION_LIMITS } from '../../src/ops/load/limits.js';
import { createRateLimiter } from '../../src/ops/load/rate-limiter.js';
import { createSlots } from '../../src/ops/load/slots.js';
import { createLogger } from '../../src/ops/logger.js';
import { createMetrics } from '../../src/ops/metrics.js';
import type { PlanRunner } from '../../src/plans/plan-runner.js';
import { registerGraphQL } from '../../src/ports/graphql/graphql-server.js';
import { registerRestV1 } from '../../src/ports/rest/v1/rest-server.js';
import { createEventLogStore } from '../../src/stores/mongo/event-log-store.js';
import { createMongo } from '../../src/stores/mongo/mongo-connection.js';
import { composeServices } from '../../src/compose/services.js';
import { connectPostgres } from '../../src/compose/stores.js';

export interface BothExecutorsConfig {
  /** Where schema.graphql is. */
  readonly root: string;
  /** Of a migrated database. */
  readonly databaseUrl: string;
  readonly mongodbUrl: string;
  /** Signs tokens of members, and of respondents. */
  readonly secret: string;
}

/** GraphQL and REST twice over the same stores, without consumers and sweeps: nothing changes what they read. */
export interface BothExecutors {
  /** Answers by plans when a plan can answer. */
  readonly plans: FastifyInstance;
  /** The references: GraphQL's resolvers and REST's services. */
  readonly resolvers: FastifyInstance;
  /** How many statements of plans have been run. */
  plannedStatements(): number;
  /** Inserts rows whose columns have their names in PostgreSQL. */
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  log(events: readonly GatewayEvent[]): Promise<void>;
  /** The token of a respondent. */
  responseToken(responseId: string): string;
  stop(): Promise<void>;
}

/** Everything comes from one client here. */
const NO_RATE_LIMIT = 1e12;

/** No consumer runs here. */
const NO_DEAD_LETTERS: DeadLetterStore = {
  open: () => Promise.resolve({ letters: [] }),
  content: () => Promise.resolve(undefined),
  redrive: () => Promise.resolve([]),
};

const NO_TRACES: LogTraces = { trace: () => Promise.resolve({ record: undefined, groups: [], stream: undefined }) };
/** No cluster is looked at here. */
const NO_CLUSTER: ClusterStore = {
  snapshot: () => undefined,
  history: () => [],
  records: () => Promise.resolve(undefined),
  reset: () => Promise.resolve({ done: false, refusal: 'no_such_group' }),
};

/** Opens both. Queries need neither streams nor payments, so there are none. */
export async function openBothExecutors(config: BothExecutorsConfig): Promise<BothExecutors> {
  const { root, databaseUrl, mongodbUrl, secret } = config;
  const logger = createLogger('error', false);
  const stores = connectPostgres(databaseUrl, logger);
  const mongo = createMongo({ url: mongodbUrl, logger });
  const signer = createSigner(secret);
  const ends: (() => Promise<unknown>)[] = [() => stores.stop(), () => mongo.stop()];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    await mongo.start();
    const provider = {} as PaymentProvider;
    const { planRunner, knownOperations, ...services } = composeServices({
      stores,
      mongo,
      stream: {} as EventStream,
      deadLetters: NO_DEAD_LETTERS,
      logTraces: NO_TRACES,
      groups: [],
      cluster: NO_CLUSTER,
      operators: [],
      monitoring: undefined,
      signer,
      provider,
      logger,
      metrics: createMetrics().bookings,
    });
    let statements = 0;
    const counting: PlanRunner = {
      ...planRunner,
      run(statement, values) {
        statements += 1;
        return planRunner.run(statement, values);
      },
    };

    const open = async (plans: PlanRunner | undefined) => {
      const metrics = createMetrics();
      const app = createHttpServer(logger, { showCost: false, metrics });
      const authenticate = createAuthenticator({ secret, jwksUrl: undefined, issuer: undefined, audience: undefined });
      const shared = {
        services,
        callers: createCallers(authenticate, createRateLimiter(NO_RATE_LIMIT)),
        streams: createSlots(CONNECTION_LIMITS.streams),
        newErrorId: randomUUID,
        reportUnexpected: (error: unknown) => logger.error({ err: error, executor: plans ? 'plans' : 'resolvers' }),
        plans,
      };
      await registerRestV1(app, { ...shared, metrics: metrics.rest });
      await registerGraphQL(app, {
        ...shared,
        root,
        authenticate,
        metrics,
        knownOperations,
        knownOnly: false,
        shows: { introspection: true, suggestions: true, explorer: false, explain: false },
      });
      ends.push(() => app.close());
      await app.ready();
      return app;
    };
    return {
      plans: await open(counting),
      resolvers: await open(undefined),
      plannedStatements: () => statements,
      async insert(table, rows) {
        const [first] = rows;
        if (first === undefined) return;
        const columns = Object.keys(first)
          .map((name) => `"${name}"`)
          .join(', ');
        await stores.database.query(
          '',
          `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
          [JSON.stringify(rows)],
        );
      },
      async log(events) {
        await createEventLogStore(mongo, { clock: systemClock }).append(
          events.map(({ data, ...attributes }) => ({ ...attributes, json: JSON.stringify(data) })),
        );
      },
      responseToken: (responseId) => signer.seal('response', responseId),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
