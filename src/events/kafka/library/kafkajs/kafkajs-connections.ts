import { connect, type Socket } from 'node:net';
import { Kafka } from 'kafkajs';
import { settlesWithin } from '../../../../kernel/backoff.js';
import { kafkaLog, kafkaLogLevel } from '../../kafka-log.js';
import type { KafkaCluster } from '../kafka-library.js';
import { useOneBuffer } from './one-buffer.js';
import { avoidNegativeTimers } from './request-queue.js';

avoidNegativeTimers();
useOneBuffer();

/** Connections of kafkajs, for one part to use and close. */
export interface KafkajsConnections {
  readonly kafka: Kafka;
  /**
   * Waits a moment for `disconnect` and then ends the remaining connections. Otherwise the library would wait for the
   * answers of a hung broker and keep the process alive. Never rejects.
   */
  close(disconnect: () => Promise<unknown>): Promise<void>;
}

export interface KafkajsSettings {
  /** A broker that does not answer for this long counts as hung. The longest requested wait must be shorter. */
  readonly requestTimeoutMs?: number | undefined;
  /** Opens a connection to a broker; a plain connection by default. */
  readonly openSocket?: ((to: { readonly host: string; readonly port: number }) => Socket) | undefined;
}

const CLOSE_WITHIN_MS = 2_500;

/** New connections. Nothing is opened until a part connects. */
export function kafkajsConnections(
  { brokers, clientId, logger }: KafkaCluster,
  { requestTimeoutMs = 8_000, openSocket = plainSocket }: KafkajsSettings,
): KafkajsConnections {
  const sockets = new Set<Socket>();
  let closed = false;
  const end = (socket: Socket) => socket.destroy(new Error('The connection was given up'));
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: requestTimeoutMs,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 5 },
    logLevel: kafkaLogLevel(logger),
    logCreator: kafkaLog(logger),
    socketFactory: ({ host, port, onConnect }) => {
      const socket = openSocket({ host, port });
      socket.once('connect', onConnect);
      socket.once('close', () => sockets.delete(socket));
      sockets.add(socket);
      if (closed) setImmediate(end, socket);
      return socket;
    },
  });
  return {
    kafka,
    async close(disconnect) {
      const disconnected = disconnect();
      const inTime = await settlesWithin(CLOSE_WITHIN_MS, disconnected);
      closed = true;
      for (const socket of sockets)
        if (inTime) socket.destroy();
        else end(socket);
      // Requests on those connections now fail. They are retried a few times without success, and end.
      await settlesWithin(CLOSE_WITHIN_MS, disconnected);
    },
  };
}

function plainSocket(to: { readonly host: string; readonly port: number }): Socket {
  return connect({ ...to, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
}
