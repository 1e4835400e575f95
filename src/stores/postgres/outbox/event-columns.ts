/** What the outbox and the parked events have in common: a row moves between them with all of it, its place (`seq`) included. */
export const EVENT_COLUMNS = 'seq, event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes';
