import type { ColumnRef } from '../surveys/codebook-parts.js';
import type { DraftColumn } from './draft-columns.js';
import { labelTick } from './ticks.js';

interface CheckboxMatrix {
  readonly rows: readonly { readonly label: string; readonly columns: readonly ColumnRef[] }[];
  readonly options: readonly { readonly code: string; readonly label: string }[];
}

const BETWEEN = /^(.*\S)\s[-\u2013]\s(\S.*)$/s;
const MAX_LABEL = 300;

/**
 * A matrix of checkboxes. Its columns are called `Row - Choice` and contain the choice where it is ticked. Undefined
 * for other columns, and when no row has several choices, because such columns may also be a list of options.
 */
export function checkboxMatrix(columns: readonly DraftColumn[]): CheckboxMatrix | undefined {
  const choices = new Set(columns.flatMap((column) => labelTick(column) ?? []));
  const cells = columns.map((column) => {
    const { part, ref, profile } = column;
    const own = labelTick(column);
    // The choice of a column that nobody ticked is a known choice at its end, or the text after its last dash.
    const choice =
      profile.count > 0 || profile.missingCodes.size > 0
        ? own
        : ([...choices].find((known) => part.endsWith(` - ${known}`)) ?? BETWEEN.exec(part)?.[2]);
    const end = choice === undefined ? '' : ` - ${choice}`;
    return choice !== undefined && part.endsWith(end) && part.length > end.length && part.length <= MAX_LABEL
      ? { row: part.slice(0, -end.length), choice, ref }
      : undefined;
  });
  const rows = new Map<string, ColumnRef[]>();
  const options = new Set<string>();
  for (const cell of cells) {
    if (cell === undefined) return undefined;
    rows.set(cell.row, [...(rows.get(cell.row) ?? []), cell.ref]);
    options.add(cell.choice);
  }
  const isMatrix = rows.size > 1 && options.size > 1 && [...rows.values()].some((of) => of.length > 1);
  if (!isMatrix) return undefined;
  return {
    rows: [...rows].map(([label, refs]) => ({ label, columns: refs })),
    options: [...options].map((choice) => ({ code: choice, label: choice })),
  };
}
