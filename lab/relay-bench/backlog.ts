import type pg from 'pg';

/** Tells the relay, as a gateway does after a commit. */
const WAKE = `SELECT pg_notify('outbox', 'bench')`;

/** The row of an event as a gateway has written it. */
const TEMPLATE = `SELECT event_id AS "eventId" FROM outbox WHERE tenant = $1 ORDER BY seq DESC LIMIT 1`;

/**
 * Copies the row, each copy with an event and a millisecond of its own, and as many aggregates in turn as are asked
 * for. Names of what differs are replaced in the texts, so the copies are what the gateway would have written.
 */
const copies = (sentAt: 'NULL' | 'now()') => `
  WITH of_all AS (
    SELECT o.*, to_char(o.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM outbox o WHERE o.event_id = $1
  ), aggregate AS MATERIALIZED (
    SELECT turn, gen_random_uuid() AS aggregate_id FROM generate_series(0, $3::int - 1) AS turn
  ), copy AS (
    SELECT n, gen_random_uuid() AS event_id, aggregate_id,
           date_trunc('milliseconds', now()) + n * interval '1 millisecond' AS occurred_at
    FROM generate_series(1, $2::int) AS n JOIN aggregate ON turn = n % $3::int
  ), written AS (
    SELECT t.topic, t.type, t.tenant, t.actor, t.bytes, c.*,
           replace(t.data::text, t.aggregate_id::text, c.aggregate_id::text)::jsonb AS data,
           replace(convert_from(t.value, 'UTF8'), t.aggregate_id::text, c.aggregate_id::text) AS text,
           replace(replace(replace(t.headers::text, t.event_id::text, c.event_id::text), t.aggregate_id::text, c.aggregate_id::text),
                   t.at, to_char(c.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::json AS headers
    FROM of_all t CROSS JOIN copy c
  )
  INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, data, shard, bytes, headers, value, sent_at)
  SELECT event_id, topic, type, aggregate_id, tenant, actor, occurred_at, data,
         ('x' || right(aggregate_id::text, 4))::bit(16)::int % 4, bytes, headers, convert_to(text, 'UTF8'), ${sentAt}::timestamptz
  FROM written ORDER BY n`;

/** Writes `count` copies of the tenant's last event, of `aggregates` aggregates in turn, in one commit. */
async function copyLast(
  client: pg.Client,
  tenant: string,
  count: number,
  aggregates: number,
  sentAt: 'NULL' | 'now()',
) {
  const { rows } = await client.query<{ eventId: string }>(TEMPLATE, [tenant]);
  const [template] = rows;
  if (template === undefined) throw new Error(`The outbox has no event of ${tenant}`);
  await client.query(copies(sentAt), [template.eventId, count, aggregates]);
}

/**
 * Appends `count` copies of the tenant's last event in one commit, of `aggregates` aggregates in turn, and wakes the
 * relay.
 */
export async function appendBacklog(
  client: pg.Client,
  tenant: string,
  count: number,
  aggregates = count,
): Promise<void> {
  await copyLast(client, tenant, count, aggregates, 'NULL');
  await client.query(WAKE);
}

const SENT_AT_ONCE = 100_000;

/** Appends `count` copies of the tenant's last event that count as sent just now. */
export async function appendSent(client: pg.Client, tenant: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= SENT_AT_ONCE)
    await copyLast(client, tenant, Math.min(left, SENT_AT_ONCE), 1_000, 'now()');
  await client.query('VACUUM ANALYZE outbox');
}

/** The number of events that are not in Kafka yet. */
export async function unsentEvents(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM outbox WHERE sent_at IS NULL',
  );
  return rows[0]?.count ?? 0;
}
