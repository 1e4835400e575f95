import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/**
 * When an event reached the subscriber, by two clocks: `at` for differences in this process, `wallMs` for comparison
 * with time stamps.
 */
export interface Arrival {
  readonly at: number;
  readonly wallMs: number;
  readonly occurredAt: number;
}

/** A subscriber of `events`, over a WebSocket, as a client would be. */
export interface EventWatch {
  /** The arrival of the first event about this aggregate, past or future. Rejects after ten seconds. */
  arrivalOf(aggregateId: string): Promise<Arrival>;
  stop(): Promise<void>;
}

interface Message {
  readonly events: { readonly aggregateId: string; readonly occurredAt: string };
}

const PATIENCE_MS = 10_000;

/**
 * Subscribes to the creation of surveys. The subscription may not be active yet when this returns; the first events
 * are for warming up.
 */
export function watchEvents(url: string, token: string): EventWatch {
  const arrivals = new Map<string, PromiseWithResolver>();
  const entry = (aggregateId: string) => {
    const known = arrivals.get(aggregateId) ?? withResolver();
    arrivals.set(aggregateId, known);
    return known;
  };
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  client.subscribe<Message>(
    { query: 'subscription { events(types: ["gateway.survey.created.v1"]) { aggregateId occurredAt } }' },
    {
      next({ data }) {
        const [at, wallMs] = [performance.now(), Date.now()];
        if (data)
          entry(data.events.aggregateId).resolve({ at, wallMs, occurredAt: Date.parse(data.events.occurredAt) });
      },
      error: (error) => console.error('The subscription ended', error),
      complete: () => undefined,
    },
  );
  return {
    async arrivalOf(aggregateId) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`The event of ${aggregateId} did not arrive within ${PATIENCE_MS / 1000} s`)),
          PATIENCE_MS,
        );
      });
      return Promise.race([entry(aggregateId).promise, late]).finally(() => clearTimeout(timer));
    },
    stop: async () => client.dispose(),
  };
}

interface PromiseWithResolver {
  readonly promise: Promise<Arrival>;
  readonly resolve: (arrival: Arrival) => void;
}

function withResolver(): PromiseWithResolver {
  let resolve: (arrival: Arrival) => void = () => undefined;
  const promise = new Promise<Arrival>((settle) => (resolve = settle));
  return { promise, resolve };
}
