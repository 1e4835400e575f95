import type { ColumnProfile } from './column-profile.js';
import type { DraftColumn } from './draft-columns.js';

/** A question of the draft, as the codebook has it, with what the person has to decide. */
export interface DraftQuestion {
  readonly question: Readonly<Record<string, unknown>>;
  readonly todo?: string;
}

const OTHER = /\b(other|specify|sonstige[sr]?|andere[rs]?|autres?|otr[oa]s?|altr[oi])\b/i;
/** Pairs of which the second means "not chosen". */
const TICKS: readonly (readonly [string, string])[] = [
  ['1', '0'],
  ['TRUE', 'FALSE'],
  ['True', 'False'],
  ['true', 'false'],
];

/** The questions that a group of neighbouring columns answers. Every column is read by exactly one of them. */
export function draftQuestions(group: readonly DraftColumn[]): readonly DraftQuestion[] {
  const [first] = group;
  if (first === undefined) return [];
  if (group.length === 1) return [single(first)];
  const others = group.filter(({ part }, index) => index > 0 && OTHER.test(part) && !onlyHas(group[index], part));
  const rest = group.filter((column) => !others.includes(column));
  const texts = others.map(({ part, ref }) => ({ label: line(part, 300), textColumn: ref }));
  if (rest.length === 1 && rest[0] !== undefined) {
    const { profile, ref, question } = rest[0];
    if (profile.values !== undefined && texts.length > 0)
      return [
        {
          question: {
            column: ref,
            heading: heading(question),
            family: 'single_choice',
            options: [...optionsOf(profile.values), ...texts],
          },
        },
      ];
    return group.map((column) => single(column, true));
  }
  const ticks = ticksOf(rest);
  if (ticks !== undefined) {
    const options = rest.map(({ part, ref }, index) => ({
      label: line(part, 300),
      code: ticks.codes[index],
      column: ref,
    }));
    return [
      {
        question: {
          heading: heading(first.question),
          family: 'multiple_choice',
          ...(ticks.unticked && { unticked: [ticks.unticked] }),
          options: [...options, ...texts],
        },
      },
    ];
  }
  const options = matrixOptions(rest);
  if (options !== undefined) {
    const rows = rest.map(({ part, ref }) => ({ column: ref, label: line(part, 300) }));
    return [
      { question: { heading: heading(first.question), family: 'matrix', subtype: 'single', rows, options } },
      ...others.map((column) => single(column, true)),
    ];
  }
  return group.map((column) => single(column, true));
}

/** A text column beside the options of the question before it: `Other (please specify)` with a header of its own. */
export function joinOther(
  before: DraftQuestion,
  { ref, question: header, profile }: DraftColumn,
  beforeProfile: ColumnProfile | undefined,
): DraftQuestion | undefined {
  const { family, column } = before.question;
  const values = beforeProfile?.values;
  const choosable =
    (family === 'single_choice' || family === 'open_ended') &&
    column !== undefined &&
    values !== undefined &&
    values.size > 0 &&
    values.size <= 50 &&
    beforeProfile?.numbers === undefined;
  if (!choosable || !OTHER.test(header) || profile.numbers !== undefined) return undefined;
  const options = optionsOf(values);
  const code = [...values.keys()].find((value) =>
    /^(other|sonstige[sr]?|andere[rs]?|autres?|otr[oa]s?|altr[oi])\b/i.test(value),
  );
  const withText =
    code === undefined
      ? [...options, { label: line(header, 300), textColumn: ref }]
      : options.map((option) => (option.code === code ? { ...option, textColumn: ref } : option));
  return { question: { column, heading: before.question['heading'], family: 'single_choice', options: withText } };
}

function single({ ref, question, part, profile }: DraftColumn, withPart = false): DraftQuestion {
  const named = {
    column: ref,
    heading: heading(withPart && part !== '' ? `${question}: ${part}` : question || 'Column without a header'),
  };
  const { count, values, parts, numbers, dates, longest, severalLines } = profile;
  const text = {
    question: { ...named, family: 'open_ended', subtype: severalLines || longest > 200 ? 'essay' : 'single' },
  };
  if (count === 0 || /^open-ended response$/i.test(part)) return text;
  if (dates !== undefined && dates.kind !== 'mixed' && !dates.offsets && !dates.seconds) {
    const format = dates.ambiguous ? AMBIGUOUS_DATE : dates.formats[0];
    return {
      question: { ...named, family: 'datetime', subtype: dates.kind, format },
      ...(dates.ambiguous && { todo: `${named.heading}: which part of a date such as 03/04/2026 is the month` }),
    };
  }
  if (numbers !== undefined) {
    const decimal = numbers.ambiguous ? AMBIGUOUS_NUMBER : numbers.form.decimal;
    const plain = numbers.form.decimal === '.' && numbers.form.thousands === undefined && !numbers.ambiguous;
    return {
      question: {
        ...named,
        family: 'numeric',
        subtype: numbers.whole && !numbers.ambiguous ? 'integer' : 'decimal',
        ...(!plain && { numbers: { ...numbers.form, decimal } }),
      },
      ...(numbers.ambiguous && { todo: `${named.heading}: whether a number such as 1,234 has decimals or thousands` }),
    };
  }
  if (parts !== undefined && severalChosen(parts, values))
    return { question: { ...named, family: 'multiple_choice', separator: ';', options: optionsOf(parts) } };
  if (values !== undefined && (/^response$/i.test(part) || repeats(values, count)))
    return { question: { ...named, family: 'single_choice', options: optionsOf(values) } };
  return text;
}

export const AMBIGUOUS_DATE = 'TODO: us when the month stands first, eu when the day does';
const AMBIGUOUS_NUMBER = 'TODO: the character before decimals, "." or "," (and the other one, if any, in thousands)';

/** Whether parts between semicolons are options: they come back, and in other company. */
function severalChosen(parts: ReadonlyMap<string, number>, values: ReadonlyMap<string, number> | undefined): boolean {
  if (
    parts.has('') ||
    !repeats(
      parts,
      [...parts.values()].reduce((sum, times) => sum + times, 0),
    )
  )
    return false;
  if (values === undefined) return true;
  const all = [...values.keys()].flatMap((value) =>
    [...new Set(value.split(';').map((part) => part.trim()))].filter((part) => part !== ''),
  );
  return new Set(all).size < all.length;
}

/** Few values that come back: options rather than texts. */
const repeats = (values: ReadonlyMap<string, number>, count: number) => values.size <= 20 && count >= 2 * values.size;

const optionsOf = (values: ReadonlyMap<string, number>) =>
  [...values.keys()].map((value) => ({ code: value, label: line(value, 300) }));

const onlyHas = (column: DraftColumn | undefined, value: string) =>
  column?.profile.values !== undefined &&
  [...column.profile.values.keys()].every((own) => own === value) &&
  column.profile.count > 0;

/**
 * What ticks each option of a question that is spread over columns: its own label, or the end of it (`Home - Tea`), or
 * its number, or one mark for all.
 */
function ticksOf(
  columns: readonly DraftColumn[],
): { readonly codes: readonly string[]; readonly unticked?: string } | undefined {
  if (columns.some(({ profile, part }) => profile.values === undefined || part === '')) return undefined;
  const all = (code: (column: DraftColumn, index: number) => string) => ({ codes: columns.map(code) });
  const each = (fits: (column: DraftColumn, index: number) => boolean) =>
    columns.every((column, index) => column.profile.count === 0 || fits(column, index));
  if (each((column) => onlyHas(column, column.part))) return all(({ part }) => part);
  const only = ({ profile }: DraftColumn) => (profile.values?.size === 1 ? [...profile.values.keys()][0] : undefined);
  if (each((column) => column.part.endsWith(` - ${only(column) ?? '-'}`)))
    return all((column) => only(column) ?? column.part);
  if (columns.length > 1 && each((column, index) => only(column) === String(index + 1)))
    return all((_, index) => String(index + 1));
  const marks = new Set(columns.flatMap(({ profile }) => [...(profile.values?.keys() ?? [])]));
  const [mark] = marks;
  if (marks.size === 1 && mark !== undefined && columns.length > 1 && mark.length <= 10) return all(() => mark);
  const pair = TICKS.find(([ticked, not]) => marks.size === 2 && marks.has(ticked) && marks.has(not));
  return pair && { ...all(() => pair[0]), unticked: pair[1] };
}

/**
 * The options that rows of a matrix share; undefined when the columns have numbers, or values that do not come back.
 */
function matrixOptions(columns: readonly DraftColumn[]): readonly object[] | undefined {
  if (columns.some(({ profile, part }) => profile.values === undefined || part === '')) return undefined;
  if (columns.every(({ profile }) => profile.count === 0 || profile.numbers !== undefined)) return undefined;
  const union = new Map<string, number>();
  const columnsWith = new Map<string, number>();
  for (const { profile } of columns)
    for (const [value, times] of profile.values ?? []) {
      union.set(value, (union.get(value) ?? 0) + times);
      columnsWith.set(value, (columnsWith.get(value) ?? 0) + 1);
    }
  const shared = [...columnsWith.values()].filter((times) => times > 1).length;
  return union.size <= 20 &&
    (shared * 2 >= union.size ||
      repeats(
        union,
        [...union.values()].reduce((sum, times) => sum + times, 0),
      ))
    ? optionsOf(union)
    : undefined;
}

/** One line of at most so many characters, as headings and labels are. */
const line = (text: string, max: number) =>
  [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, max).join('') || '-';
const heading = (text: string) => line(text, 2000);
