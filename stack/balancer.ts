import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { listenOn, urlOf, type ListenAddress } from '../src/ops/listen-on.js';
import type { GatewayMessage, KeeperMessage } from '../src/ops/processes/gateway-message.js';

/*
 * Vocabulary. The balancer accepts the clients' connections and hands each over, whole, to one of its gateways: the
 * operating system gives the connection to the other process, and nothing is read of it here. A gateway is free when it
 * is up and has taken the last connection that it was given. It says that it has taken a connection before it reads.
 *
 *   waiting     --a gateway is free--> handed over
 *   waiting     --waitMs, or too many wait--> closed
 *   handed over --taken--> the gateway's alone
 *   handed over --the gateway ends--> waiting      (nothing has been read of it)
 */

/** Shares connections out over gateways, in turn. */
export interface Balancer {
  /** Listens, and resolves to the URL. Throws ConfigurationError when the port cannot be had. */
  listen(http: ListenAddress): Promise<string>;
  /** Gives connections to this gateway until it ends or says that it leaves. */
  add(gateway: ChildProcess): void;
  /** Accepts no more, and closes the connections that no gateway has taken. */
  close(): void;
}

interface BalancerLimits {
  /** The connections that wait for a free gateway. */
  readonly waiting: number;
  readonly waitMs: number;
}

const LIMITS: BalancerLimits = { waiting: 1_000, waitMs: 10_000 };
const CONNECTION: KeeperMessage = { type: 'connection' };

/** See Balancer. A gateway that does not answer gets one connection at most; the others go to the rest. */
export function createBalancer(limits: BalancerLimits = LIMITS): Balancer {
  /** The one that has been free for the longest time is first, so that they take turns. */
  const free = new Set<ChildProcess>();
  const waiting = new Set<Socket>();
  const handedOver = new Map<ChildProcess, Socket>();

  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    if (waiting.size >= limits.waiting) return void socket.destroy();
    socket.once('close', () => waiting.delete(socket));
    wait(socket);
  });
  // Running out of file descriptors must not end the launcher. The client sees a connection that is not accepted.
  server.on('error', () => undefined);

  function wait(socket: Socket): void {
    waiting.add(socket);
    socket.setTimeout(limits.waitMs, () => socket.destroy());
    handOver();
  }

  function handOver(): void {
    for (const socket of waiting) {
      const [gateway] = free;
      if (gateway === undefined) return;
      free.delete(gateway);
      waiting.delete(socket);
      socket.setTimeout(0);
      handedOver.set(gateway, socket);
      // Kept open here until it is taken. Otherwise Node would keep it open without end when the gateway ends first. The
      // end of the gateway is noticed below, so a failure needs no answer here.
      gateway.send(CONNECTION, socket, { keepOpen: true }, () => undefined);
    }
  }

  return {
    async listen(http) {
      await listenOn(http, async (port) => {
        server.listen({ host: http.host, port, exclusive: true });
        await once(server, 'listening');
      });
      return urlOf(server.address());
    },
    add(gateway) {
      let isHere = true;
      gateway.on('message', ({ type }: GatewayMessage) => {
        if (type === 'leaving') isHere = false;
        if (type === 'leaving') free.delete(gateway);
        if (type !== 'taken') return;
        // The gateway has the connection; this closes it only here.
        handedOver.get(gateway)?.destroy();
        handedOver.delete(gateway);
        if (!isHere) return;
        free.add(gateway);
        handOver();
      });
      gateway.once('close', () => {
        isHere = false;
        free.delete(gateway);
        const socket = handedOver.get(gateway);
        handedOver.delete(gateway);
        if (socket !== undefined && !socket.destroyed) wait(socket);
      });
      free.add(gateway);
      handOver();
    },
    close() {
      if (server.listening) server.close();
      free.clear();
      for (const socket of [...waiting, ...handedOver.values()]) socket.destroy();
    },
  };
}
