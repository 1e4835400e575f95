import { MAX_NUMBER } from '../../kernel/input-fields.js';
import type { NumberForm } from '../surveys/codebook-parts.js';
import { dateFormat, type DateFormat, type ParsedMoment } from '../surveys/date-format.js';
import { numberOf } from '../surveys/number-text.js';
import { isMark } from './marks.js';

/**
 * The properties that all cells of a column share. Empty cells do not count. Cells that may be codes for "not answered"
 * count only in `missingCodes`, because it depends on the other cells whether they are codes.
 */
export interface ColumnProfile {
  /** Cells with a value. */
  readonly count: number;
  /**
   * The values and how often each occurs, in order of appearance. Undefined when they are too many or too long for
   * options.
   */
  readonly values: ReadonlyMap<string, number> | undefined;
  /** The same for the parts between semicolons; undefined also when no cell has one. */
  readonly parts: ReadonlyMap<string, number> | undefined;
  readonly longest: number;
  readonly severalLines: boolean;
  /**
   * The form in which all cells can be read as numbers. It is `ambiguous` when the values depend on the form. Undefined
   * when a cell is not a number.
   */
  readonly numbers: { readonly form: NumberForm; readonly whole: boolean; readonly ambiguous: boolean } | undefined;
  /** The formats of iso, us and eu that fit all cells. Undefined when a cell is not a date. */
  readonly dates: ColumnDates | undefined;
  /** Texts of the same number, such as 1.1 and 1.10: a number does not keep the difference. */
  readonly sameNumbers: readonly string[];
  /** Cells that often mean "not answered", such as NA, and how often each occurs. */
  readonly missingCodes: ReadonlyMap<string, number>;
  /** Cells that mark something as chosen or not, such as 1, 0, x or No. */
  readonly marks: number;
}

export interface ColumnDates {
  readonly formats: readonly string[];
  /** Whether the formats read a cell as different days. */
  readonly ambiguous: boolean;
  readonly kind: 'date_only' | 'time_only' | 'both' | 'mixed';
  /** Whether every moment has an offset from UTC. */
  readonly offsets: boolean;
  /** Whether any time has seconds. */
  readonly seconds: boolean;
}

/** If a column has more values than a question may have options, or values longer than a label, they are texts. */
const MAX_VALUES = 200;
const MAX_VALUE_CHARACTERS = 300;
/** Texts that programs and people use for "not answered", in lowercase. Some may also be answers. */
const MISSING_CODES: ReadonlySet<string> = new Set(
  'na n/a n.a. n.a #n/a #na nan #null! null nil none - -- \u2013 \u2014 . ? (blank) <na>'.split(' '),
);
const isMissingCode = (value: string) => value.length <= 7 && MISSING_CODES.has(value.toLowerCase());

const FORMS: readonly NumberForm[] = [
  { decimal: '.' },
  { decimal: ',' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: ',', thousands: '\u00a0' },
  { decimal: ',', thousands: '\u202f' },
  { decimal: '.', thousands: "'" },
  { decimal: '.', thousands: '\u2019' },
];
const FORMATS = ['iso', 'us', 'eu', 'YYYY/M/D', 'YYYY/M/D H:mm', 'YYYY/M/D H:mm:ss', 'YYYY/M/D h:mm:ss A'].map(
  (name) => ({ name, format: dateFormat(name) as DateFormat }),
);

/** The memory that all columns of a file may still use. */
interface ValueBudget {
  characters: number;
}

/** Takes the cells of a column one by one. Its memory is bounded for any number of cells. */
export function createColumnProfiler(budget: ValueBudget): { add(cell: string): void; profile(): ColumnProfile } {
  let [count, longest, severalLines] = [0, 0, false];
  const values = createCounter(budget);
  const parts = createCounter(budget);
  const [missingCodes, numbers, dates] = [new Map<string, number>(), createNumberProfiler(), createDateProfiler()];
  let [semicolons, marks] = [false, 0];
  return {
    add(cell) {
      const value = cell.trim();
      if (value === '') return;
      if (isMissingCode(value)) return void missingCodes.set(value, (missingCodes.get(value) ?? 0) + 1);
      count += 1;
      if (isMark(value)) marks += 1;
      longest = Math.max(longest, value.length);
      severalLines ||= /[\r\n]/.test(value);
      values.add(value);
      semicolons ||= value.includes(';');
      if (!parts.full())
        for (const part of value.replace(/;\s*$/, '').split(';', MAX_VALUES + 1)) parts.add(part.trim());
      numbers.add(value);
      dates.add(value);
    },
    profile: () => ({
      count,
      longest,
      severalLines,
      values: values.counts(),
      parts: semicolons ? parts.counts() : undefined,
      numbers: count === 0 ? undefined : numbers.result(),
      dates: count === 0 ? undefined : dates.result(),
      sameNumbers: sameNumbers(values.counts(), numbers.result()?.form),
      missingCodes,
      marks,
    }),
  };
}

/** The profile of the same cells if those in `codes` are ordinary values: then they are neither numbers nor dates. */
export function withCodesAsValues(profile: ColumnProfile, codes = [...profile.missingCodes.keys()]): ColumnProfile {
  if (codes.length === 0) return profile;
  const taken = new Map([...profile.missingCodes].filter(([code]) => codes.includes(code)));
  const merged = (counts: ColumnProfile['values']) =>
    counts === undefined || counts.size + taken.size > MAX_VALUES ? undefined : new Map([...counts, ...taken]);
  return {
    ...profile,
    count: profile.count + [...taken.values()].reduce((sum, times) => sum + times, 0),
    values: merged(profile.values),
    parts: profile.parts && merged(profile.parts),
    longest: Math.max(profile.longest, ...codes.map((code) => code.length)),
    numbers: undefined,
    dates: undefined,
    missingCodes: new Map([...profile.missingCodes].filter(([code]) => !taken.has(code))),
  };
}

/** The texts of the first number that is written in several ways. */
function sameNumbers(values: ColumnProfile['values'], form: NumberForm | undefined): readonly string[] {
  if (values === undefined || form === undefined) return [];
  const texts = new Map<number, string[]>();
  for (const value of values.keys()) {
    const number = numberOf(value, form) as number;
    texts.set(number, [...(texts.get(number) ?? []), value]);
  }
  return [...texts.values()].find((same) => same.length > 1) ?? [];
}

function createCounter(budget: ValueBudget) {
  let counts: Map<string, number> | undefined = new Map();
  let kept = 0;
  const give = () => {
    budget.characters += kept;
    counts = undefined;
  };
  return {
    full: () => counts === undefined,
    add(value: string): void {
      if (counts === undefined) return;
      const before = counts.get(value);
      if (before !== undefined) return void counts.set(value, before + 1);
      if (value.length > MAX_VALUE_CHARACTERS || counts.size === MAX_VALUES || budget.characters < value.length)
        return give();
      // A cell is a slice of its chunk and keeps the whole chunk in memory. A copy does not.
      counts.set(Buffer.from(value).toString(), 1);
      kept += value.length;
      budget.characters -= value.length;
    },
    counts: () => counts,
  };
}

function createNumberProfiler() {
  let forms = FORMS;
  let whole = true;
  const differing = new Set<string>();
  const pair = (one: NumberForm, other: NumberForm) => `${FORMS.indexOf(one)} ${FORMS.indexOf(other)}`;
  return {
    add(value: string): void {
      if (forms.length === 0) return;
      const read = forms
        .map((form) => ({ form, number: isCodeOfDigits(value, form) ? undefined : numberOf(value, form) }))
        .filter((one): one is { form: NumberForm; number: number } => typeof one.number === 'number')
        .filter(({ number }) => Math.abs(number) <= MAX_NUMBER);
      forms = read.map(({ form }) => form);
      whole &&= read[0] !== undefined && Number.isInteger(read[0].number);
      for (const one of read)
        for (const other of read) if (one.number !== other.number) differing.add(pair(one.form, other.form));
    },
    result() {
      const [form] = forms;
      return form === undefined
        ? undefined
        : { form, whole, ambiguous: forms.some((other) => differing.has(pair(form, other))) };
    },
  };
}

/** Digits that a number does not keep: a zero before others, as in a zip code, or a plus sign, as in a phone number. */
const isCodeOfDigits = (value: string, { thousands }: NumberForm) =>
  value.startsWith('+') || /^-?0\d/.test(thousands === undefined ? value : value.replaceAll(thousands, ''));

function createDateProfiler() {
  let formats = FORMATS;
  const kinds = new Set<'date_only' | 'time_only' | 'both'>();
  let [offsets, seconds] = [true, false];
  const differing = new Set<string>();
  return {
    add(value: string): void {
      if (formats.length === 0) return;
      const read = formats
        .map((one) => ({ ...one, moment: one.format.read(value) }))
        .filter((one): one is typeof one & { moment: ParsedMoment } => one.moment !== undefined);
      formats = read;
      for (const { name, moment } of read)
        for (const other of read)
          if (JSON.stringify(moment.date) !== JSON.stringify(other.moment.date)) differing.add(`${name} ${other.name}`);
      const moment = read[0]?.moment;
      if (moment === undefined) return;
      kinds.add(moment.date === undefined ? 'time_only' : moment.time === undefined ? 'date_only' : 'both');
      offsets &&= moment.offset !== undefined;
      seconds ||= moment.time !== undefined && (moment.time.second !== 0 || moment.time.millisecond !== 0);
    },
    result(): ColumnDates | undefined {
      if (formats.length === 0) return undefined;
      const names = formats.map(({ name }) => name);
      const [kind] = kinds;
      return {
        formats: names,
        ambiguous: names.some((name) => differing.has(`${names[0]} ${name}`)),
        kind: kinds.size === 1 && kind !== undefined ? kind : 'mixed',
        offsets,
        seconds,
      };
    },
  };
}
