/** What the outbox and the parked events have in common: a row moves between them with all of it, its place (`seq`) included. */
export const EVENT_COLUMNS =
  'seq, event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes';

/** An event that somebody has put into the outbox by other means is there already, and one such event must not fail a move of many. */
export const UNLESS_THERE = 'ON CONFLICT (event_id) DO NOTHING';
