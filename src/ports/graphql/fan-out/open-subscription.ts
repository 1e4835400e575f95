import { parse, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { EventSource } from '../../../contracts/event-source.js';
import type { GatewayServices } from '../../../domain/services.js';
import { EVENT_ANSWER_LIMITS } from '../../../ops/load/limits.js';
import type { Metrics } from '../../../ops/metrics.js';
import { inSpan } from '../../../ops/tracing/in-span.js';
import type { SpanStart } from '../../../ops/tracing/span.js';
import { createGraphQLContext } from '../context.js';
import { failedResult, openEventSource } from '../execute-bounded.js';
import type { FanOut, SubscriptionOperation } from './fan-out.js';
import { Subscriber, type SubscriberSocket } from './subscriber.js';

/** A subscription that may be opened. */
export interface AdmittedSubscription {
  /** Of the operation, as the client calls it. */
  readonly id: string;
  readonly socket: SubscriberSocket;
  readonly operation: SubscriptionOperation;
  /** Releases the resources of the operation, once. */
  readonly release: () => void;
  /**
   * Runs work until the deadline or until the client disconnects. Resolves to the work's result, or to a result with
   * the error.
   */
  readonly timed: <T>(work: () => Promise<T>) => Promise<T | ExecutionResult>;
}

/**
 * The arguments of a subscription. graphql-ws keeps them while the subscription is open, and uses only the kind of the
 * operation. So the data that is needed to open it is released at the opening.
 */
export class PendingSubscription implements ExecutionArgs {
  readonly document = ANY_SUBSCRIPTION;
  readonly rootValue = undefined;
  readonly contextValue = undefined;
  private admitted: AdmittedSubscription | undefined;

  constructor(
    readonly schema: GraphQLSchema,
    admitted: AdmittedSubscription,
  ) {
    this.admitted = admitted;
  }

  take(): AdmittedSubscription {
    const { admitted } = this;
    if (admitted === undefined) throw new Error('A subscription is opened once');
    this.admitted = undefined;
    return admitted;
  }
}
const ANY_SUBSCRIPTION = parse('subscription { any }', { noLocation: true });

interface OpenerConfig {
  readonly schema: GraphQLSchema;
  readonly services: GatewayServices;
  readonly fanOut: FanOut;
  readonly metrics: Metrics['subscriptions'];
}

/** Only the opening: the events have traces of their own, those of what caused them. */
const SUBSCRIBING: SpanStart = { name: 'subscription', attributes: { 'graphql.operation.type': 'subscription' } };

type Opened = AsyncIterable<unknown> | ExecutionResult;

/**
 * Opens subscriptions: resolves to one that has begun, or to the errors for which there is none. One that opens when
 * nobody waits for it any more is ended.
 */
export function createSubscriptionOpener({ schema, services, fanOut, metrics }: OpenerConfig) {
  return async (opening: PendingSubscription): Promise<Subscriber | ExecutionResult> => {
    const { id, socket, operation, release, timed } = opening.take();
    const { document, operationName, variables: variableValues, viewer } = operation;
    const contextValue = createGraphQLContext(services, viewer, EVENT_ANSWER_LIMITS);
    let source: Promise<Opened> | undefined;
    const opened = await inSpan(
      () => SUBSCRIBING,
      () => timed(() => (source = openEventSource({ schema, document, operationName, variableValues, contextValue }))),
    );
    if (!isSource(opened)) {
      release();
      void source?.then((late) => (isSource(late) ? late.return() : undefined));
      return opened as ExecutionResult;
    }
    metrics.open.inc();
    const subscriber = new Subscriber(socket, id, () => {
      metrics.open.dec();
      release();
    });
    try {
      fanOut.join(subscriber, opened, operation);
      return subscriber;
    } catch (error) {
      await subscriber.return();
      return failedResult(error);
    }
  };
}

/** Whether a subscription's resolver has returned an event source, rather than a result with errors. */
function isSource(opened: object): opened is EventSource<unknown> {
  return Symbol.asyncIterator in opened;
}
