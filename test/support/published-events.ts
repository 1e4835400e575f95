import type { PublishedEvent } from '../../src/contracts/event-attributes.js';
import { topicMessage } from '../../src/contracts/event-size.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { KafkaClient } from '../../src/events/kafka/kafka-client.js';
import type { EventRecord } from '../../src/events/kafka/kafka-port.js';
import { createEventPublisher } from '../../src/events/produce/publisher.js';
import type { Clock } from '../../src/kernel/clock.js';
import { createEventLogStore } from '../../src/stores/mongo/event-log-store.js';
import type { Mongo } from '../../src/stores/mongo/mongo-connection.js';
import { recordOf } from './events.js';

/** The event as a reader of the log has it: its data is text. */
export function publishedOf({ data, ...attributes }: GatewayEvent): PublishedEvent {
  return { ...attributes, json: JSON.stringify(data) };
}

/** The record that carries `event`, as the consumer of the event log reads it. */
export function publishedRecordOf(event: GatewayEvent, topic?: EventRecord['topic']): EventRecord<PublishedEvent> {
  return { ...recordOf(event, topic), event: publishedOf(event) };
}

/** The event log, which is given events. */
export function createTestEventLog(mongo: Mongo, parts: { readonly clock: Clock }) {
  const log = createEventLogStore(mongo, parts);
  const append = (events: readonly GatewayEvent[]) => log.append(events.map(publishedOf));
  return { ...log, append };
}

/** A publisher, which is given events. */
export function createTestPublisher(client: KafkaClient) {
  const publisher = createEventPublisher(client);
  return {
    ...publisher,
    publish: (events: readonly GatewayEvent[]) => publisher.publish(events.map((event) => topicMessage(event))),
  };
}
