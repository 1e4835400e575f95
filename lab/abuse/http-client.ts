import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import type { Target } from './attack.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A client with connections of its own, which `close` ends. */
export interface HttpClient {
  send(request: Request): Promise<Reply>;
  close(): void;
}

/** The loopback addresses of the attackers and of other clients: limits count by address. */
export const OTHERS_ADDRESS = '127.0.0.2';
export const attackerAddress = (index: number) => `127.0.0.${10 + (index % 5)}`;

/** At most `connections` at once, kept alive, from one address of the loopback network. */
export function createHttpClient(
  { host, port }: Pick<Target, 'host' | 'port'>,
  connections: number,
  localAddress: string,
): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, localAddress });
  return {
    send: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
        const sent = request(
          { host, port, method, path, agent, headers: { ...length, ...headers }, timeout: 60_000 },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.once('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                body: Buffer.concat(chunks).toString('utf8'),
              }),
            );
            response.once('error', reject);
          },
        );
        sent.once('timeout', () => sent.destroy(new Error('No answer within a minute')));
        sent.once('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** A GraphQL operation as a request. */
export function operation(query: string, variables?: unknown, token?: string): Request {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { ...JSON_TYPE, ...bearer(token) },
    body: JSON.stringify({ query, variables }),
  };
}

export function bearer(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A status, and the code of the first error in the body when there is one. */
export function outcomeOf({ status, body }: Reply): string {
  const code =
    /"code":"([A-Z_]+)"/.exec(body.slice(0, 4_000))?.[1] ?? /<code>([A-Z_]+)<\/code>/.exec(body.slice(0, 4_000))?.[1];
  return code === undefined ? String(status) : `${status} ${code}`;
}
