import type { OutboxTrace, OutboxTraces } from '../../../domain/journeys/journey-reads.js';
import type { OutboxState } from '../../../domain/journeys/event-journey.js';
import type { Database } from '../database.js';

interface TraceRow {
  readonly seq: string;
  readonly event_id: string;
  readonly type: string;
  readonly aggregate_id: string;
  readonly actor: string;
  readonly occurred_at: Date;
  readonly traceparent: string | null;
  readonly shard: number;
  readonly state: OutboxState;
  readonly sent_at: Date | null;
  readonly parked_at: Date | null;
  readonly cause: string | null;
  readonly [column: string]: unknown;
}

const COLUMNS = 'seq, event_id, type, aggregate_id, actor, occurred_at, traceparent, shard';

/** Both tables by the same condition. A parked event keeps its `seq`. */
const tracesWhere = (outbox: string, parked: string) => `
  SELECT seq::text, event_id, type, aggregate_id, actor, occurred_at, traceparent, shard, state, sent_at, parked_at, cause
  FROM (SELECT * FROM (SELECT ${COLUMNS}, CASE WHEN sent_at IS NULL THEN 'waiting' ELSE 'sent' END AS state,
               sent_at, NULL::timestamptz AS parked_at, NULL::text AS cause
        FROM outbox WHERE tenant = $1 AND ${outbox}) AS of_outbox
        UNION ALL
        SELECT * FROM (SELECT ${COLUMNS}, 'parked' AS state, NULL::timestamptz AS sent_at, parked_at, cause
        FROM parked_event WHERE tenant = $1 AND ${parked}) AS of_parked) AS found
  ORDER BY found.seq LIMIT $3::int`;

const BY_IDS = tracesWhere('event_id = ANY ($2::uuid[])', 'event_id = ANY ($2::uuid[])');
const BY_TRACE = tracesWhere('substr(traceparent, 4, 32) = $2::text', 'substr(traceparent, 4, 32) = $2::text');

const APPLIED = `
  SELECT event_id AS "eventId", consumer AS "group", applied_at AS "appliedAt"
  FROM inbox WHERE consumer = ANY ($1::text[]) AND event_id = ANY ($2::uuid[])`;

/** OutboxTraces over the gateway's pool. Parked events are few, and have no index on the trace. */
export function createOutboxTraces(database: Database): OutboxTraces {
  return {
    async byIds(tenant, ids) {
      const rows = await database.query<TraceRow>('journey-by-ids', BY_IDS, [tenant, ids, ids.length]);
      return rows.map(traceOf);
    },

    async byTrace(tenant, traceId, limit) {
      const rows = await database.query<TraceRow>('journey-by-trace', BY_TRACE, [tenant, traceId, limit]);
      return rows.map(traceOf);
    },

    async applied(ids, groups) {
      return database.query('journey-applied', APPLIED, [groups, ids]);
    },
  };
}

function traceOf(row: TraceRow): OutboxTrace {
  return {
    eventId: row.event_id,
    type: row.type,
    aggregateId: row.aggregate_id,
    actor: row.actor,
    occurredAt: row.occurred_at,
    traceparent: row.traceparent ?? undefined,
    step: {
      state: row.state,
      seq: BigInt(row.seq),
      shard: row.shard,
      sentAt: row.sent_at ?? undefined,
      parkedAt: row.parked_at ?? undefined,
      parkedBecause: row.cause ?? undefined,
    },
  };
}
