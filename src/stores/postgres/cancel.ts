import pg from 'pg';

/** The data that cancels a session's statement. pg keeps it on its client, but its types do not declare it. */
export interface Session {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean | object;
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: CancelConnection;
}

/** Ends a client's connection at once. What waits for it fails with `reason`. */
export function loseConnection(client: object, reason?: Error): void {
  (client as Session).connection.stream.destroy(reason);
}

/** pg's own connection, as far as it is used here. */
interface CancelConnection {
  readonly stream: { destroy(error?: Error): void };
  connect(port: number, host: string): void;
  connect(path: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
  once(event: 'connect' | 'sslconnect' | 'end', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
}
const Connection = (
  pg as unknown as { readonly Connection: new (config: { readonly ssl: boolean | object }) => CancelConnection }
).Connection;

const CANCEL_WITHIN_MS = 1_000;

/**
 * Asks the server to cancel what the session is doing (CancelRequest, on a connection of its own). Resolves to true
 * once the server has passed it on: from then on it cannot hit a later statement of the session. False when that is not
 * known.
 */
export function cancelStatement({ host, port, ssl, processID, secretKey }: Session): Promise<boolean> {
  if (processID === null || secretKey === null) return Promise.resolve(false);
  const connection = new Connection({ ssl });
  return new Promise((resolve) => {
    const settle = (passedOn: boolean) => {
      clearTimeout(timer);
      connection.stream.destroy();
      resolve(passedOn);
    };
    const timer = setTimeout(settle, CANCEL_WITHIN_MS, false);
    const send = () => {
      connection.cancel(processID, secretKey);
      // The server closes the connection behind the signal.
      connection.once('end', () => settle(true));
    };
    connection.on('error', () => settle(false));
    connection.once('connect', () => (ssl ? connection.requestSsl() : send()));
    connection.once('sslconnect', send);
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
