import { runText, withRunText, type BenchmarkRun } from '../benchmark-run.js';
import { markdownTable } from '../markdown-table.js';
import type { SideFigures, WriteResult } from './compare-writes.js';

/** The result of `npm run bench:writes`. */
export interface WritesReport extends BenchmarkRun {
  readonly benchmark: 'writes';
  readonly rounds: number;
  readonly warmUpRounds: number;
  readonly writesPerBurst: number;
  readonly goal: { readonly timeRatio: number };
  readonly writes: readonly WriteResult[];
}

/** The report as Markdown. */
export function writesTable(report: WritesReport): string {
  const { rounds, warmUpRounds, writesPerBurst, writes } = report;
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
    `${runText(report)}, ${rounds} rounds of ${writesPerBurst} writes of each kind and side, after ${warmUpRounds} to warm up.`,
    markdownTable(head, rows),
  ].join('\n\n');
}

/** The document with the table of this report. Throws when it has no place for it. */
export function withWritesTable(document: string, report: WritesReport): string {
  return withRunText(document, 'bench:writes', writesTable(report));
}
