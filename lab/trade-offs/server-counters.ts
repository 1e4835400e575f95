import { sumIn } from '../metrics-of.js';
import type { Exchange, SideName } from './exchange.js';
import { SIDES } from './exchange.js';
import { LabError } from './lab-error.js';
import type { LabTransport } from './transport.js';

/** The traffic of one of the gateway's ports. */
export interface PortCounts {
  readonly requests: number;
  readonly notModified: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly sqlStatements: number;
  readonly mongoCommands: number;
}
export type ServerCounts = Readonly<Record<SideName, PortCounts>>;

const NOTHING: PortCounts = {
  requests: 0,
  notModified: 0,
  bytesUp: 0,
  bytesDown: 0,
  sqlStatements: 0,
  mongoCommands: 0,
};
const COUNTS = Object.keys(NOTHING) as (keyof PortCounts)[];

/** The gateway's own counters, from its metrics. */
export async function serverCounts(
  origin: string,
  { fetch }: LabTransport,
  signal: AbortSignal,
): Promise<ServerCounts> {
  const response = await fetch(new URL('/metrics', origin), {
    method: 'GET',
    headers: {},
    signal,
    cache: 'no-store',
    credentials: 'omit',
  });
  if (!response.ok) throw new LabError(`The gateway does not show its metrics: ${response.status}`);
  return parseCounts(await response.text());
}

/** Reads the text format of Prometheus. */
export function parseCounts(metrics: string): ServerCounts {
  const of = (port: SideName): PortCounts => {
    const sum = (name: string, label = '') =>
      sumIn(metrics, (line) => line.startsWith(`${name}{`) && line.includes(`port="${port}"`) && line.includes(label));
    return {
      requests: sum('gateway_http_requests_total'),
      notModified: sum('gateway_http_requests_total', 'status="304"'),
      bytesUp: sum('gateway_http_request_bytes_total'),
      bytesDown: sum('gateway_http_response_bytes_total'),
      sqlStatements: sum('gateway_http_sql_statements_total'),
      mongoCommands: sum('gateway_http_mongo_commands_total'),
    };
  };
  return { rest: of('rest'), graphql: of('graphql') };
}

export function countsSince(before: ServerCounts, now: ServerCounts): ServerCounts {
  const since = (side: SideName) =>
    Object.fromEntries(COUNTS.map((count) => [count, now[side][count] - before[side][count]])) as unknown as PortCounts;
  return { rest: since('rest'), graphql: since('graphql') };
}

/** Sums up the lab's own numbers as the gateway counts them: by the port of a request, not by the side that sent it. */
export function exchangeCounts(exchanges: readonly Exchange[]): ServerCounts {
  const of = (port: SideName) =>
    exchanges
      .filter(({ path }) => path.startsWith('/api/v1') === (port === 'rest'))
      .reduce<PortCounts>(
        (total, { status, bytesUp, bytesDown, sqlStatements, mongoCommands }) => ({
          requests: total.requests + 1,
          notModified: total.notModified + (status === 304 ? 1 : 0),
          bytesUp: total.bytesUp + bytesUp,
          bytesDown: total.bytesDown + bytesDown,
          sqlStatements: total.sqlStatements + sqlStatements,
          mongoCommands: total.mongoCommands + mongoCommands,
        }),
        NOTHING,
      );
  return { rest: of('rest'), graphql: of('graphql') };
}

/** The differences between the two, as `rest.bytesUp: 12, not 13`; empty when they are equal. */
export function countDifferences(lab: ServerCounts, server: ServerCounts): readonly string[] {
  return SIDES.flatMap((side) =>
    COUNTS.filter((count) => lab[side][count] !== server[side][count]).map(
      (count) => `${side}.${count}: the lab has ${lab[side][count]}, the server ${server[side][count]}`,
    ),
  );
}
