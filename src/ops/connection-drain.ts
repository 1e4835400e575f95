import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createRoster, type Roster } from '../kernel/roster.js';

/** How long a closing server waits for its connections. */
interface DrainPatience {
  /** For a connection with a complete request, until its answer has been handed to the operating system. */
  readonly answeringMs: number;
  /** For any other: a request that is half there, a WebSocket that has been told to close. */
  readonly otherMs: number;
}

const PATIENCE: DrainPatience = { answeringMs: 5_000, otherMs: 1_000 };
const LOOK_EVERY_MS = 25;

interface Connection {
  /** Requests whose answer is not finished, oldest first. */
  readonly open: Roster<IncomingMessage>;
  /**
   * The socket's `bytesRead` when its last answer was finished: a connection that has read no more waits for its
   * client.
   */
  readAtRest: number;
}

/**
 * Bounds how long `app.close()` waits for connections. Those without a request end at once, those whose answer is
 * finished end after it, and the others when `patience` is over. Node alone waits without end: once a server closes it
 * no longer looks for requests that are overdue, a connection that was busy then stays open between requests until its
 * keep-alive time is over (72 s in fastify), and a WebSocket has 30 s to answer a close frame. Node also destroys
 * connections whose answer is complete but not sent yet, which cuts it short.
 */
export function drainOnClose(app: FastifyInstance, patience: DrainPatience = PATIENCE): void {
  const { server } = app;
  const connections = new Map<Socket, Connection>();

  server.on('connection', (socket: Socket) => {
    connections.set(socket, { open: createRoster(), readAtRest: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    const leave = connection.open.add(request);
    response.once('close', () => {
      leave();
      connection.readAtRest = request.socket?.bytesRead ?? 0;
    });
  });
  server.closeIdleConnections = () => {
    for (const [socket, connection] of connections) if (isIdle(socket, connection)) socket.destroy();
  };

  app.addHook('preClose', async () => {
    const began = performance.now();
    const timer = setInterval(() => {
      server.closeIdleConnections();
      const waited = performance.now() - began;
      for (const [socket, connection] of connections) {
        if (waited >= (isAnswering(connection) ? patience.answeringMs : patience.otherMs)) socket.destroy();
      }
      if (connections.size === 0 && !server.listening) clearInterval(timer);
    }, LOOK_EVERY_MS);
    // The connections keep the process; without any there is nothing to wait for.
    timer.unref();
    server.closeIdleConnections();
  });
}

function isIdle(socket: Socket, { open, readAtRest }: Connection): boolean {
  return open.size === 0 && socket.bytesRead === readAtRest;
}

function isAnswering({ open }: Connection): boolean {
  return [...open].some((request) => request.complete);
}
