import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { GraphQLRequest } from '../graphql-request.js';

interface Page {
  readonly eventLogs: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const APPENDED = `SELECT event_id AS id, headers IS NOT NULL AS finished FROM outbox WHERE tenant = $1`;
const PARKED = 'SELECT count(*)::int AS count FROM parked_event WHERE tenant = $1';
const PAGE =
  'query ($after: String) { eventLogs(first: 100, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }';

/**
 * Waits until the log has as many events of the tenant as the outbox, and compares them by ID. `counted` is the log's
 * roll-up, which would count an event twice that was logged twice.
 */
export async function compareWithLog(client: pg.Client, request: GraphQLRequest, tenant: string, patienceMs: number) {
  const { rows } = await client.query<{ id: string; finished: boolean }>(APPENDED, [tenant]);
  const parked = (await client.query<{ count: number }>(PARKED, [tenant])).rows[0]?.count ?? 0;
  const counted = async () => (await request<Page>(PAGE)).data.eventLogs.totalCount;
  for (const deadline = Date.now() + patienceMs; (await counted()) < rows.length && Date.now() < deadline;)
    await sleep(250);
  // An event that is logged twice would be logged again soon.
  await sleep(2_000);
  const logged: string[] = [];
  let page: Page['eventLogs'] | undefined;
  do {
    page = (await request<Page>(PAGE, { after: page?.pageInfo.endCursor ?? null })).data.eventLogs;
    logged.push(...page.nodes.map(({ id }) => id));
  } while (page.pageInfo.hasNextPage);
  const ids = new Set(logged);
  return {
    appended: rows.length,
    appendedByTheOldRelease: rows.filter(({ finished }) => !finished).length,
    appendedByTheNewRelease: rows.filter(({ finished }) => finished).length,
    parked,
    logged: logged.length,
    counted: await counted(),
    lost: rows.filter(({ id }) => !ids.has(id)).length,
    doubled: logged.length - ids.size,
  };
}
