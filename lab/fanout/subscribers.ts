import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

interface SubscribersConfig {
  readonly url: string;
  /** One for each caller; sockets take them in turn. */
  readonly tokens: readonly string[];
  readonly sockets: number;
  readonly perSocket: number;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The messages that the subscriptions received after one change. */
export interface Delivery {
  /** The time of each message's arrival, by `performance.now()`. */
  readonly arrivals: readonly number[];
  /** Messages whose payload is not that of the first. */
  readonly others: number;
}

/** Many subscriptions to the same, over few WebSockets. */
export interface Subscribers {
  /** Opens the sockets, and initialises them. */
  connect(): Promise<void>;
  /** Subscribes on one after the other. The protocol does not tell when a subscription has begun. */
  subscribe(): Promise<void>;
  /** Resolves when `count` messages have come since the last call. Rejects after `withinMs`. */
  delivered(count: number, withinMs: number): Promise<Delivery>;
  stop(): Promise<void>;
}

const PAYLOAD = '"payload":';
/** Connections that are opened at once. */
const OPENING = 25;
/** Each subscription is checked in the database: clients do not all come in the same second. */
const SUBSCRIBING_PAUSE_MS = 40;

/** See Subscribers. */
export function createSubscribers(config: SubscribersConfig): Subscribers {
  const { url, tokens, perSocket, query, variables } = config;
  const sockets: WebSocket[] = [];
  let arrivals: number[] = [];
  let first: Buffer | undefined;
  let others = 0;
  let failure: Error | undefined;
  let wake = (): void => undefined;

  function onMessage(message: Buffer): void {
    const start = message.indexOf(PAYLOAD);
    if (message.includes('"type":"error"') || message.includes('"errors":[')) {
      failure ??= new Error(`A subscription failed: ${message.toString('utf8', 0, 500)}`);
      return wake();
    }
    if (start < 0) return;
    const payload = message.subarray(start);
    first ??= payload;
    if (!payload.equals(first)) others += 1;
    arrivals.push(performance.now());
    wake();
  }

  async function open(index: number): Promise<void> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    sockets.push(socket);
    socket.setMaxListeners(20);
    await once(socket, 'open');
    const token = tokens[index % tokens.length];
    const acknowledged = once(socket, 'message');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    await acknowledged;
    socket.on('message', onMessage);
    socket.on('close', (code, reason) => {
      failure ??= new Error(`A connection was closed: ${code} ${String(reason)}`);
      wake();
    });
  }

  return {
    async connect() {
      for (let from = 0; from < config.sockets; from += OPENING)
        await Promise.all(
          Array.from({ length: Math.min(OPENING, config.sockets - from) }, (_, index) => open(from + index)),
        );
    },
    async subscribe() {
      for (const socket of sockets) {
        for (let index = 0; index < perSocket; index += 1)
          socket.send(JSON.stringify({ type: 'subscribe', id: `${index}`, payload: { query, variables } }));
        await sleep(SUBSCRIBING_PAUSE_MS);
      }
    },
    async delivered(count, withinMs) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          if (failure !== undefined) reject(failure);
          else if (arrivals.length >= count) resolve();
        };
        timer = setTimeout(() => reject(new Error(`${arrivals.length} of ${count} messages came in time`)), withinMs);
        wake = look;
        look();
      }).finally(() => clearTimeout(timer));
      const delivery = { arrivals, others };
      arrivals = [];
      first = undefined;
      others = 0;
      return delivery;
    },
    async stop() {
      failure ??= new Error('The subscribers have been stopped');
      await Promise.all(
        sockets.splice(0).map(async (socket) => {
          if (socket.readyState === WebSocket.CLOSED) return;
          const closed = once(socket, 'close');
          socket.close();
          await closed;
        }),
      );
    },
  };
}
