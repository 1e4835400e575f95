import { createClient } from 'graphql-ws';
import { countedSocket, type SocketBytes } from './counted-socket.js';
import { LabError } from './lab-error.js';
import type { LabTransport } from './transport.js';

export interface GraphQLStreamOptions {
  readonly origin: string;
  readonly transport: LabTransport;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token: string;
  /** A result and the size of the message it came in. */
  readonly onData: (data: unknown, bytes: number) => void;
  readonly onEnd: (reason: Error) => void;
}

/**
 * Subscribes over graphql-ws on a WebSocket of its own. Resolves when the connection is acknowledged and the
 * subscription sent.
 */
export async function openGraphQLStream({
  origin,
  transport,
  query,
  variables,
  token,
  onData,
  onEnd,
}: GraphQLStreamOptions) {
  const bytes: SocketBytes = { up: 0, down: 0 };
  let lastMessage = 0;
  let closed: () => void = () => undefined;
  const isClosed = new Promise<void>((resolve) => void (closed = resolve));
  const client = createClient({
    url: `${origin.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: countedSocket(transport.WebSocket, bytes, (size) => void (lastMessage = size), closed),
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const stop = await new Promise<() => void>((resolve, reject) => {
    const unsubscribe = client.subscribe(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors === undefined) onData(data, lastMessage);
          else onEnd(new LabError(`The subscription answered with errors: ${JSON.stringify(errors)}`));
        },
        error: (cause) => {
          const reason = new LabError(
            `The subscription failed: ${cause instanceof Error ? cause.message : JSON.stringify(cause)}`,
          );
          reject(reason);
          onEnd(reason);
        },
        complete: () => onEnd(new LabError('The subscription has ended.')),
      },
    );
    client.on('connected', () => resolve(unsubscribe));
  });
  return {
    bytes,
    /** Resolves when the connection is gone, and all its bytes counted. */
    async close(): Promise<void> {
      stop();
      await isClosed;
    },
  };
}
