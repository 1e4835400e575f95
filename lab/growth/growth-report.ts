import { runText, withRunText, type BenchmarkRun } from '../benchmark-run.js';
import { markdownTable } from '../markdown-table.js';
import { round } from '../statistics.js';

/** The duration of one read at each size, in milliseconds. */
interface GrowthFigures {
  readonly name: string;
  readonly p50Ms: readonly number[];
  readonly p95Ms: readonly number[];
}

/** A run of the benchmark; the figures of a read are in the order of the sizes. */
export interface GrowthReport extends BenchmarkRun {
  readonly benchmark: 'growth';
  readonly repetitions: number;
  readonly sizes: readonly Readonly<Record<string, number>>[];
  readonly reads: readonly (GrowthFigures & { readonly grows: boolean })[];
}

/** A read grows when it takes twice as long at the largest size as at the smallest, and 3 ms more. */
export function grows(p50Ms: readonly number[]): boolean {
  const [first = 0, last = 0] = [p50Ms[0], p50Ms.at(-1)];
  return last > 2 * first && last - first > 3;
}

/** Markdown that a terminal shows well enough too. */
export function growthTable(report: GrowthReport): string {
  const { repetitions, sizes, reads } = report;
  const head = [
    'p50 / p95 ms',
    ...sizes.map(({ responses = 0 }) => `${responses.toLocaleString('en')} responses`),
    'grows',
  ];
  const rows = reads.map(({ name, p50Ms, p95Ms, grows: isGrowing }) => [
    name,
    ...p50Ms.map((p50, index) => `${round(p50, 1)} / ${round(p95Ms[index] ?? 0, 1)}`),
    isGrowing ? '**yes**' : '',
  ]);
  const stored = sizes.map((size) =>
    Object.entries(size)
      .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
      .join(', '),
  );
  return [
    `${runText(report)}, ${repetitions} repetitions of each read.`,
    `Sizes: ${stored.join('; ')}.`,
    markdownTable(head, rows),
  ].join('\n\n');
}

/** The document with the table of this report. Throws when it has no place for it. */
export function withGrowthTable(document: string, report: GrowthReport): string {
  return withRunText(document, 'bench:growth', growthTable(report));
}
