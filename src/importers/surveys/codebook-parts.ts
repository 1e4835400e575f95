import { z } from 'zod';
import { dateFormat, isZone } from './date-format.js';

/** The parts of a codebook, checked one by one. checkCodebook checks that they fit together. */
const text = z.string().min(1).max(2000);
/**
 * A header's text without the blanks around it. Where several columns have that header: the header and the column's
 * position from 1.
 */
const column = z.union(
  [
    z
      .string()
      .trim()
      .min(1)
      .max(4000)
      .regex(/^(?!TODO:)/, 'is still a TODO'),
    z.strictObject({ header: z.string().trim().max(4000), number: z.int().min(1).max(100_000) }),
  ],
  { error: 'must be the header of a column, or { "header": ..., "number": ... }' },
);
export type ColumnRef = z.output<typeof column>;

const option = z.strictObject({
  /** The cell's text that means this option. */
  code: z.string().max(2000).optional(),
  label: text,
  value: z.number().optional(),
  disqualifies: z.boolean().optional(),
  /** The column that has the code when this option is chosen: for a multiple choice that is spread over columns. */
  column: column.optional(),
  /**
   * A column of free text, "Other (please specify)". Text in it chooses this option and answers a separate question.
   */
  textColumn: column.optional(),
  textHeading: text.optional(),
});

const decimal = z.enum(['.', ','], { error: 'must be "." or ","' });
const numbers = z
  .strictObject({
    decimal: decimal.default('.'),
    thousands: z
      .enum([',', '.', ' ', "'", '\u2019', '\u00a0', '\u202f'], { error: "must be one of , . ' or a blank" })
      .optional(),
  })
  .refine((given) => given.decimal !== given.thousands, 'must have another character for thousands than for decimals');
export type NumberForm = z.output<typeof numbers>;

const format = z.string().superRefine((given, context) => {
  const made = dateFormat(given);
  if (typeof made === 'string') context.addIssue({ code: 'custom', message: made });
});
const instant = z.iso.datetime({ offset: true }).refine((given) => {
  const year = new Date(given).getUTCFullYear();
  return year >= 1 && year <= 9999;
}, 'must be within the years 1 to 9999');
const zone = z.string().refine(isZone, 'must be an IANA time zone such as Europe/Berlin');

const questionBase = {
  heading: text,
  subtype: z.string().optional(),
  required: z.boolean().optional(),
  validation: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  /** Cells of this question's columns that mean "not answered". It replaces csv.missing. */
  missing: z.array(z.string().trim()).optional(),
};
const separator = z.string().min(1).max(5).default(';');
const options = z.array(option).min(1);
const codebookQuestion = z.discriminatedUnion('family', [
  z.strictObject({ ...questionBase, family: z.enum(['single_choice', 'rating']), column, options }),
  z.strictObject({
    ...questionBase,
    family: z.literal('multiple_choice'),
    column: column.optional(),
    separator,
    /** Cells of options' columns that mean "not chosen", in addition to the missing ones. */
    unticked: z.array(z.string().trim()).default([]),
    options,
  }),
  z.strictObject({
    ...questionBase,
    family: z.literal('matrix'),
    separator,
    /** A row has one column. In a `multi` matrix it has several, each with the code of one option. */
    rows: z
      .array(z.strictObject({ column: column.optional(), columns: z.array(column).min(1).optional(), label: text }))
      .min(1),
    options,
  }),
  z.strictObject({ ...questionBase, family: z.literal('open_ended'), column }),
  z.strictObject({ ...questionBase, family: z.literal('numeric'), column, numbers: numbers.optional() }),
  z.strictObject({ ...questionBase, family: z.literal('datetime'), column, format: format.optional() }),
]);
export type CodebookQuestion = z.output<typeof codebookQuestion>;

export const codebookParts = z.strictObject({
  key: z
    .string()
    .max(64)
    .regex(/^[a-z0-9-]*$/, 'must be lowercase letters, digits and dashes')
    .regex(/^[^-]/, 'must begin with a letter or a digit'),
  title: text,
  language: z.string().default('en'),
  source: z.strictObject({ name: z.string(), licence: z.string(), url: z.string().optional() }).optional(),
  csv: z
    .strictObject({
      /** A label of the Encoding Standard. By default a byte order mark decides; without one the file is UTF-8. */
      encoding: z
        .string()
        .regex(/^(?!TODO)/, 'is still a TODO')
        .optional(),
      delimiter: z
        .string()
        .length(1)
        .regex(/^[^\r\n]$/, 'must not be an end of line')
        .default(','),
      quote: z
        .string()
        .length(1)
        .regex(/^[^\r\n]$/, 'must not be an end of line')
        .nullable()
        .default('"'),
      /** Cells that mean "not answered". */
      missing: z.array(z.string().trim()).default(['']),
      /** Two when a second row has the options or rows under their question. */
      headerRows: z.union([z.literal(1), z.literal(2)], { error: 'must be 1 or 2' }).default(1),
    })
    .refine((given) => given.delimiter !== given.quote, 'must have another delimiter than quote')
    .prefault({}),
  /** The format of dates, and the time zone of those without an offset. */
  dates: z
    .strictObject({
      format: format.default('iso'),
      zone: zone.optional(),
      ambiguous: z.enum(['refuse', 'earlier', 'later']).default('refuse'),
    })
    .prefault({}),
  numbers: numbers.prefault({}),
  /** The column that identifies a respondent. By default the row's number does. */
  respondentColumn: column.optional(),
  /** Columns that are left out on purpose, such as personal data. */
  ignoredColumns: z.array(column).default([]),
  /** The time at which a response was started. By default it is the time of its submission. */
  started: z.strictObject({ column, format: format.optional() }).optional(),
  /** The time of submission: a column of moments, or one instant for all responses. */
  submitted: z.union([z.strictObject({ column, format: format.optional() }), z.strictObject({ at: instant })], {
    error: 'must be { "column": ... } or { "at": an RFC 3339 instant }',
  }),
  pages: z
    .array(
      z.strictObject({
        title: z.string().default(''),
        description: z.string().default(''),
        questions: z.array(codebookQuestion).min(1),
      }),
    )
    .min(1),
});
export type Codebook = z.output<typeof codebookParts>;
