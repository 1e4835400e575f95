import { formatMeasure, measureRows } from './compare.js';
import type { SideName } from './exchange.js';
import type { TaskReport } from './report.js';
import type { LabTask } from './task.js';

const HEADINGS = ['', 'REST', 'GraphQL', 'GraphQL/REST'] as const;

/** A task's result for a terminal: a table with the winner of each measure marked, and why. */
export function terminalTable(report: TaskReport, { wants, why }: Pick<LabTask, 'wants' | 'why'>): string {
  const rows = measureRows(report).map(({ label, unit, rest, graphql, ratio, winner }) => {
    const marked = (side: SideName, value: number) => `${formatMeasure(value, unit)}${winner === side ? ' *' : '  '}`;
    return [label, marked('rest', rest), marked('graphql', graphql), ratio === undefined ? '' : ratio.toFixed(2)];
  });
  const table = [HEADINGS.map((heading, column) => (column === 1 || column === 2 ? `${heading}  ` : heading)), ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
  return [`${report.title} (${report.task})`, ...wrapped(wants), ...lines, ...wrapped(why)].join('\n');
}

function wrapped(text: string, width = 100): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
