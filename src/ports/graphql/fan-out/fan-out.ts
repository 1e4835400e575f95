import type { DocumentNode, ExecutionResult, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { EventSource } from '../../../contracts/event-source.js';
import type { GatewayServices } from '../../../domain/services.js';
import { ANONYMOUS, type Viewer } from '../../../kernel/viewer.js';
import { createConcurrencyLimit } from '../../../ops/load/concurrency.js';
import { EVENT_ANSWER_LIMITS, SUBSCRIPTION_MEMORY } from '../../../ops/load/limits.js';
import { createImmediateBudget, type MemoryBudget } from '../../../ops/load/memory-budget.js';
import type { Turns } from '../../../ops/load/turns.js';
import type { Metrics } from '../../../ops/metrics.js';
import { inOperation } from '../../../ops/operation-scope.js';
import { createRequestCost } from '../../../ops/request-cost.js';
import { NO_CONTEXT, withContext } from '../../../ops/work-context.js';
import { createGraphQLContext } from '../context.js';
import { executeBounded, failedResult } from '../execute-bounded.js';
import { retainedMemoryOf } from '../retained-operation.js';
import { sharingOf } from './audience.js';
import { sharingKey, type Shareable } from './sharing-key.js';
import { SubscriptionGroup } from './subscription-group.js';
import type { Subscriber } from './subscriber.js';

export interface FanOutConfig {
  readonly schema: GraphQLSchema;
  readonly services: GatewayServices;
  /** At most MAX_ERRORS of them, as clients may see them. */
  readonly formatted: (errors: readonly GraphQLError[]) => readonly GraphQLFormattedError[];
  readonly turns: Turns;
  /** The budget of the process. It counts the memory of executions. */
  readonly memory: MemoryBudget;
  readonly metrics: Metrics['subscriptions'];
  /** How long the execution of an event may take; OPERATION_DEADLINE_MS when left out. */
  readonly operationDeadlineMs?: number | undefined;
  /** Tells which subscriptions share their answers; tests replace it. */
  readonly keyOf?: ((shareable: Shareable) => string) | undefined;
}

/** A valid subscription. */
export interface SubscriptionOperation {
  readonly document: DocumentNode;
  /** The text of the document. */
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
  readonly viewer: Viewer;
  /** Whose operations are counted together. */
  readonly callerKey: string;
}

/** Sends the events of sources to subscribers. */
export interface FanOut {
  /**
   * Sends the answers to the events of `source` to the subscriber, until it is over; or those of another source that
   * has the same events. The viewer has been found to be allowed to follow them. Throws OVERLOADED, with the source
   * ended, when there is no memory for one more document and its variables.
   */
  join(subscriber: Subscriber, source: EventSource<unknown>, operation: SubscriptionOperation): void;
  /** Groups of subscriptions that share their answers. */
  readonly groups: number;
}

/**
 * Events that are executed at once in the whole process: one change of a popular show may concern thousands of
 * subscriptions with answers of their own.
 */
const EVENTS_AT_ONCE = 16;
/** Whose turns, and whose memory, shared work takes: it belongs to no client. */
const SHARED = 'subscriptions';

/** See FanOut. */
export function createFanOut(config: FanOutConfig): FanOut {
  const { schema, services, formatted, turns, memory, metrics, operationDeadlineMs, keyOf = sharingKey } = config;
  const groups = new Map<string, SubscriptionGroup>();
  const kept = createImmediateBudget(SUBSCRIPTION_MEMORY);
  const oneOfFew = createConcurrencyLimit(EVENTS_AT_ONCE);

  function groupOf(operation: SubscriptionOperation): SubscriptionGroup {
    const { document, operationName, viewer } = operation;
    const sharing = sharingOf(schema, document, operationName);
    const key = keyOf({ sharing, ...operation });
    const known = groups.get(key);
    if (known !== undefined) return known;
    const lease = kept.lease(operation.callerKey);
    lease.grow(retainedMemoryOf(document, operation.variables));
    const isForEveryone = sharing.audience === 'everyone';
    const turn = () => turns.next(isForEveryone ? SHARED : operation.callerKey);
    const shared = new SharedExecution(operation, isForEveryone ? ANONYMOUS : viewer);
    const group = new SubscriptionGroup({
      turn,
      answer: (event, deliver) =>
        oneOfFew(async () => {
          await turn();
          metrics.answers.inc();
          await deliver(encoded(await execute(shared, event)));
        }),
      onSent: () => metrics.messages.inc(),
      onEmpty() {
        groups.delete(key);
        lease.release();
      },
    });
    groups.set(key, group);
    return group;
  }

  /** The result of one event. It belongs to no connection: it goes on when one of its subscribers leaves. */
  async function execute({ document, operationName, variables, viewer }: SharedExecution, event: unknown) {
    const lease = memory.lease(SHARED);
    try {
      return await inOperation(
        { isWrite: false, ...(operationDeadlineMs !== undefined && { deadlineMs: operationDeadlineMs }) },
        () =>
          withContext({ cost: createRequestCost(lease) }, () =>
            executeBounded({
              schema,
              document,
              operationName,
              variableValues: variables,
              rootValue: event,
              contextValue: createGraphQLContext(services, viewer, EVENT_ANSWER_LIMITS, lease),
            }),
          ),
      );
    } catch (error) {
      return failedResult(error);
    } finally {
      // Only promises lie between here and the sockets: in the next turn the answer is a text that counts there until it
      // is written.
      setImmediate(() => lease.release());
    }
  }

  /** The rest of a message, after its id: the payload and the end. */
  function encoded({ data = null, errors, extensions }: ExecutionResult): Buffer {
    const payload = { data, ...(errors && { errors: formatted(errors) }), ...(extensions && { extensions }) };
    return Buffer.from(`${JSON.stringify(payload)}}`);
  }

  return {
    join(subscriber, source, operation) {
      // From here on the work belongs to the group, and not to the message that started it.
      withContext(NO_CONTEXT, () => {
        try {
          groupOf(operation).join(subscriber, source);
        } catch (error) {
          source.return().catch(() => undefined);
          throw error;
        }
      });
    },
    get groups() {
      return groups.size;
    },
  };
}

/** The operation of a group, kept to execute it for each event. */
class SharedExecution {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;

  constructor(
    { document, operationName, variables }: SubscriptionOperation,
    readonly viewer: Viewer,
  ) {
    this.document = document;
    this.operationName = operationName;
    this.variables = variables;
  }
}
