import { connect, type Socket } from 'node:net';
import { Kafka, type Admin } from 'kafkajs';
import type { Logger } from '../../ops/logger.js';
import { TOPICS, type TopicContract, type TopicKey } from '../../contracts/topics.js';
import { settlesWithin } from '../../kernel/backoff.js';
import { kafkaLog, kafkaLogLevel } from './kafka-log.js';

interface KafkaClientConfig {
  readonly brokers: readonly string[];
  /** The name of this process in the brokers' logs and metrics. */
  readonly clientId: string;
  /** The prefix of every topic and group, so that several gateways can share a cluster. */
  readonly topicPrefix: string;
  readonly logger: Logger;
  /** A broker that does not answer for this long counts as hung. The longest requested wait must be shorter. */
  readonly requestTimeoutMs?: number;
  /** Opens a connection to a broker; a plain connection by default. */
  readonly openSocket?: (to: { readonly host: string; readonly port: number }) => Socket;
}

/** The client library with connections of its own. */
interface Connections {
  readonly kafka: Kafka;
  /**
   * Waits a moment for `disconnect` and then ends the remaining connections. Otherwise the library would wait for the
   * answers of a hung broker and keep the process alive. Never rejects.
   */
  close(disconnect: () => Promise<unknown>): Promise<void>;
}

/** Shared by the parts of src/events: the connection to the cluster and the names there. Connects at the first use. */
export interface KafkaClient {
  readonly prefix: string;
  readonly logger: Logger;
  topicName(topic: TopicContract | TopicKey): string;
  groupName(group: string): string;
  /** The gateway's topic with this name on the cluster. */
  topicKey(name: string): TopicKey | undefined;
  /** New connections, for one part to use and close. */
  connections(): Connections;
  /**
   * Reads or changes topics and offsets over one shared connection. After a failure the next call gets a new
   * connection.
   */
  ask<T>(question: (admin: Admin) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

interface Asking {
  readonly admin: Promise<Admin>;
  readonly close: () => Promise<void>;
}

const CLOSE_WITHIN_MS = 2_500;

/** See KafkaClient. */
export function createKafkaClient(config: KafkaClientConfig): KafkaClient {
  const { topicPrefix, logger, openSocket = plainSocket } = config;
  const topicName = (topic: TopicContract | TopicKey) =>
    topicPrefix + (typeof topic === 'string' ? TOPICS[topic].name : topic.name);
  const keys = new Map((Object.keys(TOPICS) as TopicKey[]).map((key) => [topicName(key), key]));
  let asking: Asking | undefined;

  function connections(): Connections {
    const sockets = new Set<Socket>();
    let closed = false;
    const end = (socket: Socket) => socket.destroy(new Error('The connection was given up'));
    const kafka = new Kafka({
      brokers: [...config.brokers],
      clientId: config.clientId,
      connectionTimeout: 3_000,
      requestTimeout: config.requestTimeoutMs ?? 8_000,
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

  function openAdmin(): Asking {
    const { kafka, close } = connections();
    const admin = kafka.admin();
    const connected = admin.connect().then(() => admin);
    connected.catch(() => undefined);
    return { admin: connected, close: () => close(() => Promise.allSettled([connected, admin.disconnect()])) };
  }

  return {
    prefix: topicPrefix,
    logger,
    topicName,
    groupName: (group) => topicPrefix + group,
    topicKey: (name) => keys.get(name),
    connections,
    async ask(question) {
      const current = (asking ??= openAdmin());
      try {
        return await question(await current.admin);
      } catch (error) {
        // The connection may be hung, which a request that has timed out does not end.
        if (asking === current) asking = undefined;
        void current.close();
        throw error;
      }
    },
    async stop() {
      const current = asking;
      asking = undefined;
      await current?.close();
    },
  };
}

function plainSocket(to: { readonly host: string; readonly port: number }): Socket {
  return connect({ ...to, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
}
