import { connect, type Socket } from 'node:net';
import { createKafkaClient, type KafkaClient } from '../../src/events/kafka/kafka-client.js';
import { silent } from './own-kafka.js';
import { testServers } from './servers.js';

/** A client whose connections can go silent: what is written arrives, what is answered does not. */
export interface FaultyKafka {
  readonly client: KafkaClient;
  /** Silences the connections there are, and those to come until `heal`. They stay silent for good. */
  silence(): void;
  /** Lets new connections work. */
  heal(): void;
}

/**
 * A client of the topics of `other` over such connections; a request without an answer fails after `requestTimeoutMs`.
 */
export function faultyKafka(other: KafkaClient, requestTimeoutMs: number): FaultyKafka {
  let isSilent = false;
  const states = new Set<{ silent: boolean }>();

  function openSocket(to: { readonly host: string; readonly port: number }): Socket {
    const state = { silent: isSilent };
    states.add(state);
    const socket = connect(to);
    const on = socket.on.bind(socket) as (event: string, listener: (...args: unknown[]) => void) => Socket;
    socket.on = ((event: string, listener: (...args: unknown[]) => void) =>
      on(
        event,
        event === 'data' ? (...args) => (state.silent ? undefined : listener(...args)) : listener,
      )) as Socket['on'];
    return socket;
  }

  return {
    client: createKafkaClient({
      brokers: testServers().kafkaBrokers,
      clientId: 'faulty',
      topicPrefix: other.prefix,
      logger: silent,
      requestTimeoutMs,
      openSocket,
    }),
    silence() {
      isSilent = true;
      for (const state of states) state.silent = true;
    },
    heal() {
      isSilent = false;
    },
  };
}
