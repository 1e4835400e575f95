import type { DraftColumn } from './draft-columns.js';
import { isChosenMark, markPairOf, type MarkPair } from './marks.js';

/** Whether the values are few and repeated: then they are options, not texts. */
export const areRepeated = (values: ReadonlyMap<string, number>, count: number) =>
  values.size <= 20 && count >= 2 * values.size;

const valuesOf = ({ profile }: DraftColumn) => [...(profile.values?.keys() ?? [])];
const onlyValue = (column: DraftColumn) => (column.profile.values?.size === 1 ? valuesOf(column)[0] : undefined);

/** The label that ticks the column: the whole of it, or its end (`Home - Tea`). */
export function labelTick(column: DraftColumn): string | undefined {
  const value = onlyValue(column);
  return value !== undefined && (value === column.part || column.part.endsWith(` - ${value}`)) ? value : undefined;
}

interface Ticks {
  readonly codes: readonly string[];
  /** Cells that mean "not chosen": of marks such as 0, and codes such as NA. */
  readonly unticked: readonly string[];
}

/**
 * The cell that ticks each option of a question that is spread over columns: its label, the end of its label, its
 * number, or a mark. Undefined when cells have other values, or when the mark for "not chosen" may be an answer, such
 * as No.
 */
export function ticksOf(columns: readonly DraftColumn[]): Ticks | undefined {
  if (columns.some(({ profile, part }) => profile.values === undefined || part === '')) return undefined;
  const missing = [...new Set(columns.flatMap(({ profile }) => [...profile.missingCodes.keys()]))];
  const found =
    byLabel(columns) ?? (columns.length > 1 ? (byNumber(columns) ?? byMark(columns)) : undefined) ?? byEach(columns);
  if (found === undefined) return undefined;
  const unticked = [...new Set([...found.unticked, ...missing])];
  return found.codes.some((code) => unticked.includes(code)) ? undefined : { codes: found.codes, unticked };
}

const isEmpty = ({ profile }: DraftColumn) => profile.count === 0;

function byLabel(columns: readonly DraftColumn[]): Ticks | undefined {
  if (!columns.every((column) => isEmpty(column) || labelTick(column) !== undefined)) return undefined;
  return { codes: columns.map((column) => labelTick(column) ?? column.part), unticked: [] };
}

function byNumber(columns: readonly DraftColumn[]): Ticks | undefined {
  const number = (index: number) => String(index + 1);
  if (!columns.every((column, index) => isEmpty(column) || onlyValue(column) === number(index))) return undefined;
  return { codes: columns.map((_, index) => number(index)), unticked: [] };
}

/** One mark, or one pair of them, in all columns. */
function byMark(columns: readonly DraftColumn[]): Ticks | undefined {
  const marks = [...new Set(columns.flatMap(valuesOf))];
  const [mark] = marks;
  if (marks.length === 1 && mark !== undefined && isChosenMark(mark))
    return { codes: columns.map(() => mark), unticked: [] };
  const pair = markPairOf(marks);
  return pair?.isTick === true ? { codes: columns.map(() => pair.chosen), unticked: [pair.not] } : undefined;
}

/** A separate tick for each column. Undefined where all columns have Yes and No, because then both are answers. */
function byEach(columns: readonly DraftColumn[]): Ticks | undefined {
  const ticks = columns.map((column): MarkPair | string | undefined =>
    isEmpty(column) ? column.part : (labelTick(column) ?? markPairOf(valuesOf(column))),
  );
  const pairs = ticks.filter((tick): tick is MarkPair => typeof tick === 'object');
  const labelled = columns.some((column) => labelTick(column) !== undefined);
  if (ticks.includes(undefined) || !(labelled || pairs.every(({ isTick }) => isTick))) return undefined;
  return {
    codes: ticks.map((tick) => (typeof tick === 'object' ? tick.chosen : (tick as string))),
    unticked: [...new Set(pairs.map(({ not }) => not))],
  };
}

/**
 * The options that the rows of a matrix share. Undefined when the columns have numbers, or values that are not
 * repeated. The values of `columns` include codes such as NA; those of `given` do not.
 */
export function matrixOptions(
  columns: readonly DraftColumn[],
  given: readonly DraftColumn[],
): ReadonlyMap<string, number> | undefined {
  if (columns.some(({ profile, part }) => profile.values === undefined || part === '')) return undefined;
  if (given.every(({ profile }) => profile.count === 0 || profile.numbers !== undefined)) return undefined;
  const union = new Map<string, number>();
  const columnsWith = new Map<string, number>();
  for (const { profile } of columns)
    for (const [value, times] of profile.values ?? []) {
      union.set(value, (union.get(value) ?? 0) + times);
      columnsWith.set(value, (columnsWith.get(value) ?? 0) + 1);
    }
  const shared = [...columnsWith.values()].filter((times) => times > 1).length;
  const total = [...union.values()].reduce((sum, times) => sum + times, 0);
  return union.size <= 20 && (shared * 2 >= union.size || areRepeated(union, total)) ? union : undefined;
}
