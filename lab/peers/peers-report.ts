import { runText, withRunText, type BenchmarkRun } from '../benchmark-run.js';
import { markdownTable } from '../markdown-table.js';

/** The figures of one contestant for one read, in milliseconds. Null where a figure has no meaning. */
export interface ContestantResult {
  readonly name: string;
  readonly title: string;
  /** HTTP requests in a read. */
  readonly requests: number;
  readonly readsPerSecond: number;
  /** The reads per second of each round. */
  readonly readsPerSecondByRound: readonly number[];
  /** The median of the ratios of the rounds. */
  readonly ratioToBaseline: number;
  /** CPU of the server's process. */
  readonly cpuMsPerRead: number | null;
  /** CPU of PostgreSQL's processes for the server's connections. */
  readonly postgresCpuMsPerRead: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** SQL statements in a read, where the server reports them. */
  readonly sqlStatements?: number;
}

export interface ReadResult {
  readonly name: string;
  readonly title: string;
  readonly contestants: readonly ContestantResult[];
}

/** A run of the comparison. */
export interface PeersReport extends BenchmarkRun {
  readonly benchmark: 'peers';
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Contestants that could not take part. */
  readonly absent: readonly string[];
  /** Resident memory in megabytes of each server, before and after the rounds. */
  readonly memoryMb: Readonly<Record<string, { readonly before: number | null; readonly after: number | null }>>;
  readonly reads: readonly ReadResult[];
}

const SHORT_TITLES: Readonly<Record<string, string>> = {
  surveyById: 'by id',
  surveyList: '20 surveys with counts',
  surveyTree: 'three levels deep',
  seatMap: '200 seats',
  newestResponses: 'nested top-N',
};

/** The tables in Markdown, which is also readable in a terminal. */
export function peersTables(report: PeersReport): string {
  const { cores, loadBefore, rounds, seconds, connections, absent, memoryMb } = report;
  const memory = Object.entries(memoryMb).map(([name, { before, after }]) => `${name} ${before} and ${after}`);
  return [
    `${runText(report)}, ${rounds} rounds of ${seconds} s, ${connections} connections.` +
      (loadBefore > cores ? ' The machine was busy with other work, so figures of CPU say more than rates.' : '') +
      (absent.length === 0 ? '' : ` Absent: ${absent.join(', ')}.`),
    table(report, 'reads/s as a ratio to the hand-written endpoint', ({ ratioToBaseline }) =>
      ratioToBaseline.toFixed(2),
    ),
    table(report, 'reads/s', ({ readsPerSecond }) => readsPerSecond.toLocaleString('en')),
    table(
      report,
      'CPU ms per read, server + PostgreSQL',
      ({ cpuMsPerRead, postgresCpuMsPerRead }) => `${figure(cpuMsPerRead)} + ${figure(postgresCpuMsPerRead)}`,
    ),
    table(report, 'p50 / p99 ms', ({ p50Ms, p99Ms }) => (p50Ms === null ? '–' : `${p50Ms} / ${p99Ms}`)),
    table(
      report,
      'SQL statements (HTTP requests, where a read takes several)',
      ({ sqlStatements, requests }) => `${sqlStatements ?? '–'}${requests === 1 ? '' : ` (${requests})`}`,
      ({ sqlStatements }) => sqlStatements !== undefined,
    ),
    `Resident memory in MB, before and after the rounds: ${memory.join('; ')}.`,
  ].join('\n\n');
}

const figure = (value: number | null) => value?.toFixed(2) ?? '–';

/** A row for each contestant, a column for each read. */
function table(
  { reads }: PeersReport,
  heading: string,
  cellOf: (result: ContestantResult) => string,
  isShown: (result: ContestantResult) => boolean = () => true,
): string {
  const rows = (reads[0]?.contestants ?? []).filter(isShown).map(({ name, title }) => [
    title,
    ...reads.map(({ contestants }) => {
      const result = contestants.find((each) => each.name === name);
      return result === undefined ? '–' : cellOf(result);
    }),
  ]);
  const head = [heading, ...reads.map(({ name, title }) => SHORT_TITLES[name] ?? title)];
  return markdownTable(head, rows);
}

/** The document with the tables of this report. Throws when it lacks the lines between which they belong. */
export function withPeersTables(document: string, report: PeersReport): string {
  return withRunText(document, 'bench:peers', peersTables(report));
}
