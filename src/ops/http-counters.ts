import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { collectWith, type Metrics } from './metrics.js';
import type { RequestCost } from './work-context.js';

/** Which of the gateway's ports a request is for. */
type HttpPort = (typeof PORTS)[number];
const PORTS = ['graphql', 'rest', 'other'] as const;
/** The counters that are summed up here until they are read: a label set costs more to find than a number to add. */
const SUMMED = ['requestBytes', 'responseBytes', 'sqlStatements', 'mongoCommands'] as const;
type Sums = Record<(typeof SUMMED)[number], number>;

/** The status label of a request whose client disconnected before any answer. */
const ABORTED = 'aborted';

/** The port of a request's target. A path below /graphql belongs to a page, so it is not GraphQL. */
export function httpPortOf(target: string): HttpPort {
  if (isAt(target, '/graphql')) return 'graphql';
  return target.startsWith('/api/v1/') || isAt(target, '/api/v1') ? 'rest' : 'other';
}

/** Whether a target has this path, with or without a query. */
const isAt = (target: string, path: string) =>
  target.startsWith(path) && (target.length === path.length || target[path.length] === '?');

/** A request and its answer. */
interface Exchange {
  readonly port: HttpPort;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  cost: RequestCost | undefined;
  /** The connection's `bytesRead` where this request ends, once that is known. */
  end: number | undefined;
  isAnswered: boolean;
}

/**
 * The bytes of a connection up to the marks are counted already. Later bytes belong to the open exchanges, or to the
 * next one.
 */
interface Connection {
  readMark: number;
  writtenMark: number;
  lastPort: HttpPort;
  readonly open: Exchange[];
}

/**
 * Counts requests as they come and go. Every byte of a connection is counted once: as its sockets count them, headers
 * included.
 */
interface HttpCounters {
  /** A request has begun. It may be called twice for one request. */
  begin(request: IncomingMessage, response: ServerResponse): void;
  /** Its work has begun, and costs what `cost` says in the end. */
  costs(request: IncomingMessage, cost: RequestCost): void;
  /**
   * Its answer is ready after `seconds`; one that `isWhole` costs no more than by now. Returns the request's bytes as
   * read.
   */
  answers(request: IncomingMessage, seconds: number, isWhole: boolean): number | undefined;
}

/**
 * Counts HTTP exchanges. An exchange is counted when its whole answer has been passed to the system, or when its
 * connection has closed. A WebSocket is counted when it closes. When a client sends the next request before the answer
 * to the last one, the bytes of both requests are counted for the first. Bytes that arrive after the answer, of a body
 * that nobody waited for, are counted for the next exchange of the connection, or when the connection closes.
 */
export function createHttpCounters(metrics: Metrics['http']): HttpCounters {
  const connections = new WeakMap<Socket, Connection>();
  const sums = Object.fromEntries(PORTS.map((port) => [port, zeros()])) as Record<HttpPort, Sums>;
  for (const name of SUMMED)
    collectWith(metrics[name], () => {
      for (const port of PORTS) {
        metrics[name].inc({ port }, sums[port][name]);
        sums[port][name] = 0;
      }
    });
  // On the message itself: the garbage collector keeps what a WeakMap has of a short-lived key until it looks at all
  // memory.
  const exchangeKey = Symbol('exchange');
  const exchangeOf = (request: IncomingMessage & { readonly [exchangeKey]?: Exchange }) => request[exchangeKey];

  function connectionOf(socket: Socket, port: HttpPort): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection: Connection = { readMark: 0, writtenMark: 0, lastPort: port, open: [] };
    connections.set(socket, connection);
    socket.once('close', () => {
      for (const exchange of [...connection.open]) settle(exchange);
      countBytes(socket, connection, connection.lastPort, socket.bytesRead);
    });
    return connection;
  }

  function countBytes(socket: Socket, connection: Connection, port: HttpPort, readEnd: number): void {
    const { bytesWritten } = socket;
    sums[port].requestBytes += readEnd - connection.readMark;
    sums[port].responseBytes += bytesWritten - connection.writtenMark;
    connection.readMark = readEnd;
    connection.writtenMark = bytesWritten;
  }

  function settle(exchange: Exchange): void {
    const { port, request, response, cost } = exchange;
    const connection = connections.get(request.socket);
    const index = connection?.open.indexOf(exchange) ?? -1;
    if (connection === undefined || index === -1) return;
    connection.open.splice(index, 1);
    countBytes(request.socket, connection, port, exchange.end ?? request.socket.bytesRead);
    metrics.requests.inc({ port, status: statusOf(request, response) });
    if (cost === undefined) return;
    sums[port].sqlStatements += cost.sqlStatements;
    sums[port].mongoCommands += cost.mongoCommands;
  }

  return {
    begin(request, response) {
      const { socket } = request;
      // Requests that are made up in the process (inject) have no connection, and nothing to count.
      if (!(socket instanceof Socket) || exchangeOf(request) !== undefined) return;
      const port = httpPortOf(request.url ?? '');
      const connection = connectionOf(socket, port);
      const exchange: Exchange = { port, request, response, cost: undefined, end: undefined, isAnswered: false };
      connection.lastPort = port;
      connection.open.push(exchange);
      Object.assign(request, { [exchangeKey]: exchange });
      // Ahead of node's own listener, which lets the next answer onto the connection.
      response.prependOnceListener('finish', () => settle(exchange));
      response.once('close', () => settle(exchange));
    },
    costs(request, cost) {
      const exchange = exchangeOf(request);
      if (exchange !== undefined) exchange.cost = cost;
    },
    answers(request, seconds, isWhole) {
      const exchange = exchangeOf(request);
      const connection = connections.get(request.socket);
      // A client that leaves in the middle of its body gets an error made for it, which goes nowhere.
      if (exchange === undefined || connection === undefined || request.socket.destroyed) return undefined;
      const { bytesRead } = request.socket;
      // Taken before the answer goes out: afterwards the client's next request may be there.
      if (request.complete) exchange.end = bytesRead;
      if (isWhole && exchange.cost !== undefined) exchange.cost = { ...exchange.cost };
      // An answer that fails on its way out makes room for another one, for the error.
      if (!exchange.isAnswered) metrics.seconds.observe({ port: exchange.port }, seconds);
      exchange.isAnswered = true;
      return bytesRead - connection.readMark;
    },
  };
}

const zeros = (): Sums => ({ requestBytes: 0, responseBytes: 0, sqlStatements: 0, mongoCommands: 0 });

/** An upgraded connection's 101 is not written by way of its response; other answers are, or there is none. */
function statusOf(request: IncomingMessage, response: ServerResponse): string {
  if (response.headersSent) return String(response.statusCode);
  return request.headers.upgrade === undefined ? ABORTED : '101';
}
