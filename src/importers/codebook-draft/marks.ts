/** Pairs of marks in lowercase. The second means "not chosen". */
const PAIRS: readonly (readonly [string, string])[] = [
  ['1', '0'],
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
  ['ja', 'nein'],
  ['oui', 'non'],
  ['s\u00ed', 'no'],
  ['si', 'no'],
  ['s\u00ec', 'no'],
  ['sim', 'n\u00e3o'],
  ['on', 'off'],
  ['checked', 'unchecked'],
  ['checked', 'not checked'],
  ['selected', 'not selected'],
  ['selected', 'unselected'],
  ['ticked', 'unticked'],
  ['quoted', 'not quoted'],
  ['chosen', 'not chosen'],
];
const ALONE = ['x', '\u2713', '\u2714', '\u2611', '*'];
const CHOSEN: ReadonlySet<string> = new Set([...PAIRS.map(([chosen]) => chosen), ...ALONE]);
const NOT_CHOSEN: ReadonlySet<string> = new Set(PAIRS.map(([, not]) => not));
/** Pairs that are never answers. Yes and No may both be answers. */
const TICKS: ReadonlySet<string> = new Set([
  '1',
  'true',
  't',
  'on',
  'checked',
  'selected',
  'ticked',
  'quoted',
  'chosen',
]);

/** Whether a cell is a mark: it says only that something is or is not chosen. */
export function isMark(value: string): boolean {
  return value.length <= 12 && (CHOSEN.has(value.toLowerCase()) || NOT_CHOSEN.has(value.toLowerCase()));
}

/** Whether a cell says that something is chosen. */
export const isChosenMark = (value: string) => CHOSEN.has(value.toLowerCase());

/** The pair of a column's marks in the file's spelling. A mark that the file does not contain is made up. */
export interface MarkPair {
  readonly chosen: string;
  readonly not: string;
  /** Whether the second mark always means "not chosen": it is not an answer such as No. */
  readonly isTick: boolean;
}

/** The pair that contains all of `values`. Undefined without such a pair, and when a mark has several spellings. */
export function markPairOf(values: readonly string[]): MarkPair | undefined {
  if (values.length === 0 || values.length > 2) return undefined;
  for (const pair of PAIRS) {
    if (!values.every((value) => pair.includes(value.toLowerCase()))) continue;
    const [chosen, not] = pair.map((mark) => values.find((value) => value.toLowerCase() === mark));
    if (values.length === 2 && (chosen === undefined || not === undefined)) continue;
    const like = (mark: string, example: string) =>
      example === example.toLowerCase() ? mark : example === example.toUpperCase() ? mark.toUpperCase() : capital(mark);
    const [ticked, unticked] = pair;
    return {
      chosen: chosen ?? like(ticked, not as string),
      not: not ?? like(unticked, chosen as string),
      isTick: TICKS.has(ticked),
    };
  }
  return undefined;
}

const capital = (mark: string) => `${mark.slice(0, 1).toUpperCase()}${mark.slice(1)}`;
