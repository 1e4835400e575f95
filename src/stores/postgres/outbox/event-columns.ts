/** The common columns of the outbox and the parked events. A row moves between them with all of these, also `seq`. */
export const EVENT_COLUMNS =
  'seq, event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes, headers, value';

/** An event may already be in the outbox. It must not fail a move of many events. */
export const ON_CONFLICT_DO_NOTHING = 'ON CONFLICT (event_id) DO NOTHING';
