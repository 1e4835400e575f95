import type { Id } from '../../kernel/ids.js';
import { OUTBOX_SHARDS } from './outbox.js';

/** The shard of an aggregate's events. The last bits of every id are random, so ids spread evenly. */
export function shardOf(aggregateId: Id): number {
  return Number.parseInt(aggregateId.slice(-4), 16) % OUTBOX_SHARDS;
}
