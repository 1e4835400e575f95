import { median, quantile, round } from '../statistics.js';
import type { Repetition, SideReport, SideSummary } from './report.js';

/** The summary of a side's repetitions. There must be at least one. */
export function summarise(repetitions: readonly Repetition[]): SideReport {
  const totals = repetitions.map(({ totalMs }) => totalMs);
  const middle = repetitions.find(({ totalMs }) => totalMs === median(totals));
  if (middle === undefined) throw new Error('There are no repetitions to summarise');
  const sum = (of: (exchange: Repetition['exchanges'][number]) => number) =>
    middle.exchanges.reduce((total, exchange) => total + of(exchange), 0);
  const seen = repetitions.flatMap(({ seenAfterMs = [] }) => seenAfterMs);
  const summary: SideSummary = {
    roundTrips: sum(({ roundTrips = 1 }) => roundTrips),
    bytesUp: sum(({ bytesUp }) => bytesUp),
    bytesDown: sum(({ bytesDown }) => bytesDown),
    sqlStatements: sum(({ sqlStatements }) => sqlStatements),
    mongoCommands: sum(({ mongoCommands }) => mongoCommands),
    serverMs: round(sum(({ serverMs }) => serverMs)),
    p50Ms: round(quantile(totals, 0.5)),
    p95Ms: round(quantile(totals, 0.95)),
    notModified: sum(({ status }) => (status === 304 ? 1 : 0)),
    ...(seen.length > 0 && { seenAfterMs: round(median(seen)) }),
  };
  return { summary, median: middle };
}
