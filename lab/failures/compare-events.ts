import type { Kafka } from 'kafkajs';
import type { GraphQLRequest } from '../graphql-request.js';
import type { Connections } from '../relay-bench/connections.js';
import { unsentEvents } from '../relay-bench/backlog.js';
import { untilTrue } from '../until-true.js';
import { settle, type NumberedRecord } from './ledger.js';
import { readRecords } from './read-records.js';
import type { LedgerRow } from './scenario.js';

export interface EventComparison {
  readonly connections: Connections;
  readonly client: Kafka;
  readonly topics: readonly string[];
  readonly tenant: string;
  /** The mutations that the clients were told have succeeded. Each has an event. */
  readonly answered: number;
  readonly request: GraphQLRequest;
  readonly withinMs?: number;
}

const COMMITTED = `
  SELECT event_id AS id, aggregate_id AS aggregate, row_number() OVER (PARTITION BY aggregate_id ORDER BY seq)::int AS sequence
  FROM outbox WHERE tenant = $1`;
const COUNTED = '{ eventLogs(first: 0) { totalCount } }';
const WITHIN_MS = 90_000;

/**
 * Waits until nothing is unsent and the event log has as many events as the outbox, and compares: the committed events
 * with the topics (copies, order) and with the event log (losses, doubled effects). The log's `totalCount` is a count
 * that each applied event increments: an event that was applied twice is in it twice.
 */
export async function compareEvents({
  connections: { postgres, mongo },
  client,
  topics,
  tenant,
  answered,
  request,
  withinMs = WITHIN_MS,
}: EventComparison): Promise<Omit<LedgerRow, 'of' | 'recoveredAfterMs' | 'errors'>> {
  await untilTrue('every event is in Kafka', withinMs, async () => (await unsentEvents(postgres)) === 0);
  const { rows } = await postgres.query<NumberedRecord & { id: string }>(COMMITTED, [tenant]);
  const log = mongo.db().collection<{ _id: string; tenant: string }>('event_log');
  const counted = async () => (await request<{ eventLogs: { totalCount: number } }>(COUNTED)).data.eventLogs.totalCount;
  await untilTrue('every event is in the event log', withinMs, async () => (await counted()) >= rows.length);

  const committed = new Map(rows.map((row) => [row.id, row]));
  const records = await readRecords(client, topics);
  const found = [...records.values()].flat().flatMap(({ headers }) => {
    const row = committed.get(String(headers?.['ce_id'] ?? ''));
    return row === undefined ? [] : [row];
  });
  const inTopics = settle(rows, found);
  const logged = new Set((await log.find({ tenant }, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
  const missing = rows.filter(({ id }) => !logged.has(id)).length;
  return {
    ...inTopics,
    lost: Math.max(inTopics.lost, missing) + Math.max(0, answered - rows.length),
    effectsDoubled: (await counted()) - logged.size,
  };
}
