import { clip } from '../../kernel/clip.js';
import { withCodesAsValues, type ColumnProfile } from './column-profile.js';
import type { DraftColumn } from './draft-columns.js';
import { checkboxMatrix } from './checkbox-matrix.js';
import { kindOfOther, OTHER_COLUMN_NAME } from './other-columns.js';
import { matrixOptions, areRepeated, ticksOf } from './ticks.js';

/**
 * A question in the form of the codebook, with the decisions that a person has to make and the notes for that person.
 */
export interface DraftQuestion {
  readonly question: Readonly<Record<string, unknown>>;
  readonly todo: readonly string[];
  readonly notes: readonly string[];
}

/** The questions that a group of neighbouring columns answers. Exactly one of them reads each column. */
export function draftQuestions(given: readonly DraftColumn[]): readonly DraftQuestion[] {
  const group = given.map(withLabelAsValue);
  const [first] = group;
  if (first === undefined) return [];
  if (group.length === 1) return [single(first)];
  const each = () => group.map((column) => single(column, true));
  const named = group.filter(({ part }, index) => index > 0 && OTHER_COLUMN_NAME.test(part));
  const beside = group.filter((column) => !named.includes(column));
  const others = named.filter((column) => kindOfOther(column, beside, group.indexOf(column)) !== 'option');
  const rest = group.filter((column) => !others.includes(column));
  const title = heading(first.question);
  const texts = others.map((column) => textOption(column, kindOfOther(column, beside, group.indexOf(column))));
  const options = texts.map(({ option }) => option);
  const aboutTexts = texts.flatMap(({ todo }) => todo.map((what) => `${title}: ${what}`));
  if (rest.length === 1 && rest[0] !== undefined) {
    const { ref, question, profile } = withAllCodes(rest[0]);
    if (profile.values === undefined || texts.length === 0) return each();
    return [
      {
        question: {
          column: ref,
          heading: heading(question),
          family: 'single_choice',
          options: [...optionsOf(profile.values), ...options],
        },
        todo: [...codesTodo(title, rest), ...aboutTexts],
        notes: [],
      },
    ];
  }
  // A column of answers with columns of marks is more than one question.
  if (/^response$/i.test(first.part)) return each();
  const checkboxes = others.length > 0 ? undefined : checkboxMatrix(rest);
  if (checkboxes !== undefined)
    return [{ question: { heading: title, family: 'matrix', subtype: 'multi', ...checkboxes }, todo: [], notes: [] }];
  const ticks = ticksOf(rest);
  if (ticks !== undefined)
    return [
      {
        question: {
          heading: title,
          family: 'multiple_choice',
          ...(ticks.unticked.length > 0 && { unticked: ticks.unticked }),
          options: [
            ...rest.map(({ part, ref }, index) => ({ label: line(part, 300), code: ticks.codes[index], column: ref })),
            ...options,
          ],
        },
        todo: aboutTexts,
        notes: ticksNotes(title, rest),
      },
    ];
  const shared = matrixOptions(rest.map(withAllCodes), rest);
  if (shared === undefined) return each();
  const rows = rest.map(({ part, ref }) => ({ column: ref, label: line(part, 300) }));
  return [
    {
      question: { heading: title, family: 'matrix', subtype: 'single', rows, options: optionsOf(shared) },
      todo: codesTodo(title, rest),
      notes: [],
    },
    ...others.map((column) => single(column, true)),
  ];
}

/** A text column beside the options of the question before it: `Other (please specify)` with a header of its own. */
export function joinOther(
  before: DraftQuestion,
  column: DraftColumn,
  beforeColumn: DraftColumn | undefined,
): DraftQuestion | undefined {
  const { family, column: ref } = before.question;
  const values = beforeColumn && withAllCodes(beforeColumn).profile.values;
  const choosable =
    (family === 'single_choice' || family === 'open_ended') &&
    ref !== undefined &&
    values !== undefined &&
    values.size > 0 &&
    values.size <= 50 &&
    beforeColumn?.profile.numbers === undefined;
  const { question: header, profile } = column;
  const kind = kindOfOther({ ...column, part: header }, [], 0);
  if (!choosable || !OTHER_COLUMN_NAME.test(header) || kind === 'option') return undefined;
  if (profile.numbers !== undefined && kind === 'text') return undefined;
  const { option, todo } = textOption({ ...column, part: header }, kind);
  const options = optionsOf(values);
  const code = [...values.keys()].find((value) =>
    /^(other|sonstige[sr]?|andere[rs]?|autres?|otr[oa]s?|altr[oi])\b/i.test(value),
  );
  const withText =
    code === undefined
      ? [...options, option]
      : options.map((one) => (one.code === code ? { ...one, textColumn: option.textColumn } : one));
  const named = String(before.question['heading']);
  return {
    question: { column: ref, heading: before.question['heading'], family: 'single_choice', options: withText },
    todo: [
      ...codesTodo(named, beforeColumn === undefined ? [] : [beforeColumn]),
      ...todo.map((what) => `${named}: ${what}`),
    ],
    notes: before.notes,
  };
}

/**
 * The option that a text chooses. For a column that also has marks, a person decides: until then the import refuses the
 * draft.
 */
function textOption({ part, ref, profile }: DraftColumn, kind: 'text' | 'mixed' | 'option') {
  const name = typeof ref === 'string' ? ref : `${ref.header} (column ${ref.number})`;
  const label = line(part, 300);
  if (kind === 'text')
    return { option: { label, textColumn: ref }, todo: codesTodo(`the column ${name}`, [{ profile }]) };
  return {
    option: {
      label,
      textColumn: `TODO: "${name}" has marks and other texts. Name it as the textColumn if all are texts, or clean it`,
    },
    todo: [`whether the cells of ${name} tick "${clip(label, 100)}" or are texts (the column has both)`],
  };
}

/** A label such as N/A ticks its column when it is a cell of it. */
function withLabelAsValue(column: DraftColumn): DraftColumn {
  const { part, profile } = column;
  return profile.missingCodes.has(part) ? { ...column, profile: withCodesAsValues(profile, [part]) } : column;
}

const withAllCodes = (column: DraftColumn): DraftColumn => ({ ...column, profile: withCodesAsValues(column.profile) });

const codesIn = (columns: readonly Pick<DraftColumn, 'profile'>[]) => [
  ...new Set(columns.flatMap(({ profile }) => [...profile.missingCodes.keys()])),
];

/** Codes among answers of the same kind are answers, unless a person decides otherwise. */
function codesTodo(name: string, columns: readonly Pick<DraftColumn, 'profile'>[]): readonly string[] {
  const codes = codesIn(columns).map((code) => JSON.stringify(code));
  return codes.length === 0
    ? []
    : [
        `${name}: whether ${codes.join(', ')} is an answer, as drafted; if it means "not answered", write it into the question's "missing"`,
      ];
}

function ticksNotes(name: string, columns: readonly DraftColumn[]): readonly string[] {
  const codes = codesIn(columns);
  const pairs = columns.every(({ part }) => /\S\s[-\u2013]\s\S/.test(part));
  return [
    ...(codes.length === 0 ? [] : [`${name}: ${codes.join(', ')} is taken for "not chosen".`]),
    ...(pairs && columns.length > 2
      ? [`${name}: if it is a matrix of checkboxes, its rows and choices are drafted as one list of options.`]
      : []),
  ];
}

function single({ ref, question, part, profile: own }: DraftColumn, withPart = false): DraftQuestion {
  const named = {
    column: ref,
    heading: heading(withPart && part !== '' ? `${question}: ${part}` : question || 'Column without a header'),
  };
  const { heading: name } = named;
  const { numbers, dates } = own;
  const codes = [...own.missingCodes.keys()];
  // Numbers and dates are of another kind than NA.
  const missing = codes.length > 0 && { missing: ['', ...codes] };
  const missingNotes =
    codes.length === 0
      ? []
      : [
          `${name}: ${codes.join(', ')} is taken for "not answered", because the other cells of its column are numbers or dates.`,
        ];
  const isText = /^open-ended response$/i.test(part);
  if (!isText && dates !== undefined && dates.kind !== 'mixed' && !dates.offsets && !dates.seconds)
    return {
      question: {
        ...named,
        family: 'datetime',
        subtype: dates.kind,
        format: dates.ambiguous ? AMBIGUOUS_DATE : dates.formats[0],
        ...missing,
      },
      todo: dates.ambiguous ? [`${name}: which part of a date such as 03/04/2026 is the month`] : [],
      notes: missingNotes,
    };
  if (!isText && numbers !== undefined) {
    const decimal = numbers.ambiguous ? AMBIGUOUS_NUMBER : numbers.form.decimal;
    const plain = numbers.form.decimal === '.' && numbers.form.thousands === undefined && !numbers.ambiguous;
    return {
      question: {
        ...named,
        family: 'numeric',
        subtype: numbers.whole && !numbers.ambiguous ? 'integer' : 'decimal',
        ...(!plain && { numbers: { ...numbers.form, decimal } }),
        ...missing,
      },
      todo: numbers.ambiguous ? [`${name}: whether a number such as 1,234 has decimals or thousands`] : [],
      notes: [...missingNotes, ...numberNotes(name, own)],
    };
  }
  const profile = withCodesAsValues(own);
  const { count, values, parts, longest, severalLines } = profile;
  const drafted = (question: DraftQuestion['question']) => ({
    question: { ...named, ...question },
    todo: codesTodo(name, [{ profile: own }]),
    notes: [],
  });
  const text = { family: 'open_ended', subtype: severalLines || longest > 200 ? 'essay' : 'single' };
  if (isText || count === 0) return drafted(text);
  if (parts !== undefined && severalChosen(parts, values))
    return drafted({ family: 'multiple_choice', separator: ';', options: optionsOf(parts) });
  if (values !== undefined && (/^response$/i.test(part) || areRepeated(values, count)))
    return drafted({ family: 'single_choice', options: optionsOf(values) });
  return drafted(text);
}

/** Notes about text of a cell that a number loses. They matter when the cells are codes. */
function numberNotes(name: string, { sameNumbers, numbers }: ColumnProfile): readonly string[] {
  const blanks = numbers?.form.thousands !== undefined && /\s/.test(numbers.form.thousands);
  return [
    ...(sameNumbers.length === 0
      ? []
      : [
          `${name}: ${sameNumbers.slice(0, 2).join(' and ')} are the same number; if they are codes, make it open_ended.`,
        ]),
    ...(blanks ? [`${name}: digits between blanks are read as thousands; if they are codes, make it open_ended.`] : []),
  ];
}

export const AMBIGUOUS_DATE = 'TODO: us if the month comes first, eu if the day does';
const AMBIGUOUS_NUMBER = 'TODO: the character before decimals, "." or "," (and the other one, if any, in thousands)';

/** Whether the parts between semicolons are options: they are repeated, in different combinations. */
function severalChosen(parts: ReadonlyMap<string, number>, values: ReadonlyMap<string, number> | undefined): boolean {
  if (
    parts.has('') ||
    !areRepeated(
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

const optionsOf = (values: ReadonlyMap<string, number>) =>
  [...values.keys()].map((value) => ({ code: value, label: line(value, 300) }));

/** One line of at most so many characters, as headings and labels are. */
const line = (text: string, max: number) =>
  [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, max).join('') || '-';
const heading = (text: string) => line(text, 2000);
