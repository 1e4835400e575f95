import { round } from '../statistics.js';

/** What one read took at each size, in milliseconds. */
export interface GrowthFigures {
  readonly name: string;
  readonly p50Ms: readonly number[];
  readonly p95Ms: readonly number[];
}

/** A run of the benchmark; the figures of a read are in the order of the sizes. */
export interface GrowthReport {
  readonly benchmark: 'growth';
  readonly at: string;
  readonly cores: number;
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly node: string;
  readonly repetitions: number;
  readonly sizes: readonly Readonly<Record<string, number>>[];
  readonly reads: readonly (GrowthFigures & { readonly grows: boolean })[];
}

/** A read grows when it takes twice as long at the largest size as at the smallest, and 3 ms more. */
export function grows(p50Ms: readonly number[]): boolean {
  const [first = 0, last = 0] = [p50Ms[0], p50Ms.at(-1)];
  return last > 2 * first && last - first > 3;
}

/** The lines of docs/benchmarks.md between which the table is. */
const BEGIN = '<!-- bench:growth: written by `npm run bench:growth -- --write-docs` -->';
const END = '<!-- end of bench:growth -->';

/** Markdown that a terminal shows well enough too. */
export function growthTable({
  at,
  cores,
  loadBefore,
  loadAfter,
  node,
  repetitions,
  sizes,
  reads,
}: GrowthReport): string {
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
  const lines = [head, ['---', ...sizes.map(() => '---:'), '---'], ...rows];
  const stored = sizes.map((size) =>
    Object.entries(size)
      .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
      .join(', '),
  );
  return [
    `Run of ${at.slice(0, 16).replace('T', ' ')} UTC, ${cores} cores, load average ${loadBefore} before and ${loadAfter} after, Node ${node}, ${repetitions} repetitions of each read.`,
    `Sizes: ${stored.join('; ')}.`,
    lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
  ].join('\n\n');
}

/** The document with the table of this report. Throws when it has no place for it. */
export function withGrowthTable(document: string, report: GrowthReport): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The document lacks the lines ${BEGIN} and ${END}.`);
  return `${document.slice(0, begin)}${BEGIN}\n${growthTable(report)}\n${document.slice(end)}`;
}
