import { eventMessage } from '../contracts/cloud-event.js';
import { EVENT_TYPES, isEventType } from '../contracts/event-types.js';
import type { GatewayEvent } from '../contracts/gateway-event.js';
import { TOPICS } from '../contracts/topics.js';
import type { KafkaClient } from './kafka-client.js';
import type { EventPublisher } from './kafka-port.js';
import { partitionFor } from './partition-for.js';
import { createRecordProducer, type OutgoingRecord } from './record-producer.js';

/** All records of one request to one partition form one batch, which the topic's limit applies to. */
const MAX_REQUEST_BYTES = 900 * 1024;

/** See EventPublisher. Reconnects by itself: a later `publish` may succeed after one has failed. */
export function createEventPublisher(client: KafkaClient): EventPublisher {
  const producer = createRecordProducer(client);

  function recordOf(event: GatewayEvent): OutgoingRecord {
    if (!isEventType(event.type)) throw new Error(`${String(event.type)} of event ${event.id} is not known here: it takes the gateway that appended it to publish it`);
    const topic = EVENT_TYPES[event.type].topic;
    const message = eventMessage(event);
    return { topic: client.topicName(topic), partition: partitionFor(message.key, TOPICS[topic].partitions), ...message };
  }

  return {
    start: () => producer.start(),
    async publish(events) {
      for (const records of inRequests(events.map(recordOf))) await producer.send(records);
    },
    stop: () => producer.stop(),
  };
}

/** Cuts the records, in their order, into requests of a bounded size; a single larger one goes alone. */
function inRequests(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const requests: OutgoingRecord[][] = [];
  let current: OutgoingRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(record.value ?? '') + 1024;
    if (current.length > 0 && bytes + size > MAX_REQUEST_BYTES) {
      requests.push(current);
      current = [];
      bytes = 0;
    }
    current.push(record);
    bytes += size;
  }
  if (current.length > 0) requests.push(current);
  return requests;
}
