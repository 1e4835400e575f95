import { redriveGroup } from '../../src/events/consume/redrive-group.js';
import type { KafkaClient } from '../../src/events/kafka/kafka-client.js';
import { silent } from './own-kafka.js';

/** Redrives the dead letters of a group. Resolves to how many were redriven. */
export async function redriven(client: KafkaClient, group: string): Promise<number> {
  return (await redriveGroup({ client, group, logger: silent })).redriven;
}
