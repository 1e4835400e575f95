import type { KafkaClient } from '../kafka/kafka-client.js';
import { atLeastOnceDelivery } from './at-least-once-delivery.js';
import type { DeliveryMode, OpenDelivery } from './delivery.js';
import { exactlyOnceDelivery } from './exactly-once-delivery.js';

/** The delivery of a mode, for a group without the installation's prefix. */
export function deliveryOf(mode: DeliveryMode, client: KafkaClient, group: string): OpenDelivery {
  const name = client.groupName(group);
  return mode === 'exactly-once' ? exactlyOnceDelivery(client, name) : atLeastOnceDelivery(client, name);
}
