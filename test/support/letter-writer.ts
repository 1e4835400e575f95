import { eventMessage } from '../../src/contracts/cloud-event.js';
import type { DeadLetterCause } from '../../src/contracts/dead-letter.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import { deadLetterTopic } from '../../src/contracts/topics.js';
import { deadLetter } from '../../src/events/consume/dead-letter.js';
import { createKafkaClient } from '../../src/events/kafka/kafka-client.js';
import { createRecordProducer } from '../../src/events/produce/record-producer.js';
import { silent } from './own-kafka.js';
import { testServers } from './servers.js';

/** What a letter has beside its event. */
interface Given {
  readonly cause?: DeadLetterCause;
  readonly reason?: string;
  /** Replace those of the record. */
  readonly value?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes records and dead letters to the topics of a gateway, as its consumers would. */
export function createLetterWriter(topicPrefix: string) {
  const client = createKafkaClient({
    brokers: testServers().kafkaBrokers,
    clientId: 'letters',
    topicPrefix,
    logger: silent,
  });
  const producer = createRecordProducer(client);
  const recordOf = (event: GatewayEvent, { value, headers }: Given) => {
    const message = eventMessage(event);
    return { ...message, value: value ?? message.value, headers: { ...message.headers, ...headers } };
  };
  let latest = 0;
  /** Letters of one millisecond are in the order of their IDs, so no two have the same time. */
  const nextTime = () => new Date((latest = Math.max(Date.now(), latest + 1)));
  return {
    /** Publishes the event, with what replaces parts of it. */
    publish: (event: GatewayEvent, over: Given = {}) =>
      producer.send([{ topic: client.topicName('surveys'), partition: 0, ...recordOf(event, over) }]),
    /** A dead letter of the event for a group. */
    async write(group: string, event: GatewayEvent, given: Given = {}): Promise<void> {
      const { key, value, headers } = recordOf(event, given);
      const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)] as const);
      const record = {
        topic: client.topicName('surveys'),
        partition: 0,
        offset: 0n,
        key: Buffer.from(key),
        value: Buffer.from(value),
        headers: Object.fromEntries(bytes),
      };
      const { cause = 'handler_failed', reason = 'secret of a table' } = given;
      await producer.send([
        deadLetter(
          record,
          client.topicName(deadLetterTopic(group)),
          group,
          { topic: 'surveys', partition: 0, offset: 0n },
          { cause, error: new Error(reason), attempts: cause === 'handler_failed' ? 5 : 0 },
          nextTime(),
        ),
      ]);
    },
    async stop() {
      await producer.stop();
      await client.stop();
    },
  };
}
