import type { SideFigures, WriteResult } from './compare-writes.js';

/** The result of `npm run bench:writes`. */
export interface WritesReport {
  readonly benchmark: 'writes';
  readonly at: string;
  readonly cores: number;
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly node: string;
  readonly rounds: number;
  readonly writesPerBurst: number;
  readonly goal: { readonly timeRatio: number };
  readonly writes: readonly WriteResult[];
}

const BEGIN = '<!-- bench:writes: written by `npm run bench:writes -- --write-docs` -->';
const END = '<!-- end of bench:writes -->';

/** The report as Markdown. */
export function writesTable(report: WritesReport): string {
  const { at, cores, loadBefore, loadAfter, node, rounds, writesPerBurst, writes } = report;
  const figure = (value: number | null) => value?.toFixed(2) ?? '–';
  const cpu = ({ cpuMs, postgresCpuMs }: SideFigures) => `${figure(cpuMs)} + ${figure(postgresCpuMs)}`;
  const rows = writes.map(({ title, gateway, handWritten, timeRatio }) => [
    title,
    `${gateway.medianMs} / ${gateway.p90Ms}`,
    `${handWritten.medianMs} / ${handWritten.p90Ms}`,
    `**${timeRatio.toFixed(2)}**`,
    cpu(gateway),
    cpu(handWritten),
  ]);
  const head = [
    'write',
    'gateway, p50 / p90 ms',
    'hand-written, p50 / p90 ms',
    'ratio of time',
    'gateway, CPU ms + PostgreSQL',
    'hand-written, CPU ms + PostgreSQL',
  ];
  return [
    `Run of ${at.slice(0, 16).replace('T', ' ')} UTC, ${cores} cores, load average ${loadBefore} before and ${loadAfter} after, ` +
      `Node ${node}, ${rounds} rounds of ${writesPerBurst} writes of each kind and side.`,
    [head, ['---', ...head.slice(1).map(() => '---:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
  ].join('\n\n');
}

/** The document with the table of this report. Throws when it has no place for it. */
export function withWritesTable(document: string, report: WritesReport): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The document lacks the lines ${BEGIN} and ${END}.`);
  return `${document.slice(0, begin)}${BEGIN}\n${writesTable(report)}\n${document.slice(end)}`;
}
