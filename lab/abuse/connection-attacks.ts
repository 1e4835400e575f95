import { once, setMaxListeners } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { Attack, Target } from './attack.js';
import { attackerAddress, bearer } from './http-client.js';

const SEAT_MAPS =
  '{ shows(first: 25) { nodes { seats { label status tier { code name price { amount currency } } } } } }';

/** Resolves when `signal` aborts. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/**
 * Holds `count` raw connections, which it opens a few at a time. It counts a connection that the gateway ends, and
 * opens another. `use` is called with each.
 */
function heldConnections(
  name: string,
  title: string,
  connections: number,
  use: (socket: Socket, target: Target, signal: AbortSignal) => void,
): Attack {
  return {
    name,
    title: `${title}, on ${connections} connections`,
    async run(target, signal, count) {
      const sockets = new Set<Socket>();
      let opened = 0;
      setMaxListeners(0, signal);
      const open = () => {
        if (signal.aborted) return;
        opened += 1;
        const socket = connect({ port: target.port, host: target.host, localAddress: attackerAddress(opened) });
        sockets.add(socket);
        socket.once('connect', () => {
          count('opened');
          use(socket, target, signal);
        });
        socket.on('error', () => undefined);
        socket.once('close', () => {
          sockets.delete(socket);
          count('ended by the gateway');
          setTimeout(open, 200).unref();
        });
      };
      for (let n = 0; n < connections && !signal.aborted; n += 1) {
        open();
        if (n % 100 === 99) await sleep(20);
      }
      await aborted(signal);
      for (const socket of sockets) socket.removeAllListeners('close').destroy();
    },
  };
}

/** Sends a byte each 100 ms until the signal aborts. */
function drip(socket: Socket, signal: AbortSignal): void {
  const timer = setInterval(() => socket.write(' '), 100);
  socket.once('close', () => clearInterval(timer));
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

const CHUNKED = 'host: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
const MILLION_CHUNKS = '1\r\n \r\n'.repeat(1_000_000);
/**
 * An unfinished head of nearly 16 KiB with the permitted number of headers, and one that has only names of headers.
 */
const LARGE_HEAD = `GET /health/live HTTP/1.1\r\nhost: localhost\r\n${Array.from({ length: 99 }, (_, n) => `x-${n}: ${'v'.repeat(150)}\r\n`).join('')}`;
const MANY_NAMES = `GET /health/live HTTP/1.1\r\nhost: localhost\r\n${Array.from({ length: 2_000 }, (_, n) => `h${n.toString(36)}:\r\n`).join('')}`;

const post = (path: string, length: number) =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

function unread(socket: Socket, { token }: Target, path: string, body: string): void {
  socket.pause();
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${Object.entries(
    bearer(token),
  )
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}`;
  // Ten requests, one after the other. None of their answers is read.
  socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`.repeat(10));
}

interface SubscriptionAttack {
  readonly name: string;
  readonly sockets: number;
  readonly each: number;
  /** Whether the client stops reading once it has subscribed. */
  readonly isDeaf?: boolean;
}

/** Subscriptions to a seat map, which wait for changes. */
function subscriptions({ name, sockets, each, isDeaf = false }: SubscriptionAttack): Attack {
  return {
    name,
    title: `${sockets * each} subscriptions to a seat map on ${sockets} WebSockets${isDeaf ? ' that are not read' : ''}`,
    async run({ url, showId }, signal, count) {
      const opened: WebSocket[] = [];
      for (let n = 0; n < sockets && !signal.aborted; n += 1) {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
          localAddress: attackerAddress(n),
        });
        opened.push(socket);
        socket.on('error', () => count('refused'));
        socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
        socket.on('message', (data: Buffer) => {
          const { type } = JSON.parse(data.toString('utf8')) as { type: string };
          if (type === 'connection_ack')
            for (let id = 0; id < each; id += 1)
              socket.send(
                JSON.stringify({
                  id: String(id),
                  type: 'subscribe',
                  payload: {
                    query: `subscription { seatMapChanged(showId: "${showId}") { seatMapVersion seats { label status } } }`,
                  },
                }),
              );
          if (type === 'connection_ack' && isDeaf) socket.pause();
          if (type !== 'ping') count(type);
        });
        socket.on('close', () => count('closed'));
        if (n % 50 === 49) await sleep(50);
      }
      await aborted(signal);
      for (const socket of opened) socket.removeAllListeners('close').terminate();
    },
  };
}

/** Connections that are held, read slowly, or filled slowly. */
export const connectionAttacks: readonly Attack[] = [
  heldConnections('idle-connections', 'Connections on which nothing is ever sent', 3_000, () => undefined),
  heldConnections('slow-headers', 'Headers that arrive byte by byte', 500, (socket, _target, signal) => {
    socket.write('GET /graphql HTTP/1.1\r\nhost: localhost\r\nx-padding:');
    drip(socket, signal);
  }),
  heldConnections('slow-bodies', 'Bodies that arrive byte by byte', 500, (socket, _target, signal) => {
    socket.write(post('/graphql', 1_000_000));
    drip(socket, signal);
  }),
  heldConnections('large-slow-bodies', 'Bodies of a megabyte of which the last byte never comes', 200, (socket) => {
    socket.write(post('/graphql', 1_000_001));
    socket.write(Buffer.alloc(1_000_000, 0x20));
  }),
  heldConnections('tiny-chunks', 'A body of a million chunks of one byte, over GraphQL and REST', 20, (socket) => {
    const path = (socket.localPort ?? 0) % 2 === 0 ? '/graphql' : '/api/v1/surveys';
    socket.write(`POST ${path} HTTP/1.1\r\n${CHUNKED}`);
    socket.write(MILLION_CHUNKS);
  }),
  heldConnections('large-heads', 'Heads of 16 KiB whose end never comes', 3_900, (socket) => socket.write(LARGE_HEAD)),
  heldConnections('many-headers', 'Heads of 2,000 headers whose end never comes', 3_900, (socket) =>
    socket.write(MANY_NAMES),
  ),
  heldConnections('large-heads-held', 'Whole heads of 16 KiB whose body never comes', 3_900, (socket) =>
    socket.write(`${LARGE_HEAD.replace('GET /health/live', 'POST /graphql')}content-length: 1000\r\n\r\n`),
  ),
  heldConnections('unread-answers', 'Large answers that are never read, ten a connection', 100, (socket, target) =>
    unread(socket, target, '/graphql', JSON.stringify({ query: SEAT_MAPS })),
  ),
  heldConnections('pipelined', 'A thousand small requests at once that are never read', 50, (socket) => {
    socket.pause();
    socket.write(
      'GET /api/v1/movies?first=100 HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n'.repeat(1_000),
    );
  }),
  heldConnections('event-streams', 'Event streams of seats', 500, (socket, { showId }) => {
    socket.write(
      `GET /api/v1/shows/${showId}/seat-changes HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n`,
    );
  }),
  subscriptions({ name: 'subscriptions', sockets: 125, each: 20 }),
  subscriptions({ name: 'single-subscriptions', sockets: 2_500, each: 1 }),
  subscriptions({ name: 'deaf-subscriptions', sockets: 100, each: 20, isDeaf: true }),
];
