import { runText, withRunText, type BenchmarkRun } from '../benchmark-run.js';
import { markdownTable } from '../markdown-table.js';
import type { AbuseResult } from './run-abuse.js';

/** The bounds that are stated: of the process's memory in megabytes, and of the event loop's delay in milliseconds. */
export const ABUSE_BOUNDS = { rssMb: 512, loopMs: 250 } as const;

/** A run of `npm run test:abuse`. */
export interface AbuseReport extends BenchmarkRun {
  readonly benchmark: 'abuse';
  /** The duration of each attack. */
  readonly seconds: number;
  readonly results: readonly AbuseResult[];
}

/** The stated bounds with the highest figures of the run, and a row for each attack, as Markdown. */
export function abuseTables(report: AbuseReport): string {
  const { seconds, results } = report;
  const highest = (of: (result: AbuseResult) => number) => Math.max(...results.map(of));
  const loopOf = ({ eventLoopMs }: AbuseResult) => Math.round(eventLoopMs?.p99 ?? Number.NaN);
  const bounds = markdownTable(
    ['what', 'bound', 'highest seen'],
    [
      ['exits of the process', '0', String(results.filter(({ survived }) => !survived).length)],
      ['memory of the process (RSS), MB', String(ABUSE_BOUNDS.rssMb), String(highest(({ rssPeakMb }) => rssPeakMb))],
      ['event-loop delay, p99, ms', String(ABUSE_BOUNDS.loopMs), String(highest(loopOf))],
    ],
  );
  const attacks = markdownTable(
    ['attack', 'requests', 'loop, ms', 'RSS, MB', 'others, ms'],
    results.map((result) => [
      result.attack,
      result.title,
      loopOf(result) > ABUSE_BOUNDS.loopMs ? `**${loopOf(result)}**` : String(loopOf(result)),
      String(result.rssPeakMb),
      Math.round(result.others.p99Ms).toLocaleString('en'),
    ]),
  );
  return [`${runText(report)}, ${seconds} s for each attack.`, bounds, attacks].join('\n\n');
}

/** docs/abuse.md with the tables of this report. Throws when it has no place for them. */
export function withAbuseTables(document: string, report: AbuseReport): string {
  return withRunText(document, 'test:abuse', abuseTables(report));
}
