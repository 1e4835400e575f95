/* eslint-disable no-control-regex -- JSON Schema has no \p{Cc}: control characters are meant where they are named. */
import { z } from 'zod';
import { EARLIEST_INSTANT, isDay, LATEST_INSTANT } from './instants.js';
import { UNPAIRED_SURROGATE_MESSAGE, isWellFormed, UNSTORABLE_TEXT_MESSAGE } from './text.js';

/**
 * Fields of inputs. The same schemas are published as JSON Schema, which must not allow what they refuse, but for what
 * it cannot say
 * (their refinements): so lengths count code points, as JSON Schema's do, and what characters a text may have is a
 * pattern.
 */

/** A field that may be left out or null: GraphQL and JSON clients send either for "not given". */
export const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined);

/** IDs of things, at least one and at most `max`, none of them twice. The things are named as in "a dead letter". */
export const distinctIds = (max: number, article: 'a' | 'an', thing: string) =>
  z
    .array(z.string().max(100))
    .min(1, `must name at least one ${thing}`)
    .max(max)
    .refine((ids) => new Set(ids).size === ids.length, `must not name ${article} ${thing} twice`);

/**
 * Half a pair of surrogates is no character: refused, because read as U+FFFD it would be another text than was given. A
 * rule of its own: it is no text in a JSON that others can read (RFC 7493), so the published schema need not speak of
 * it.
 */
const storable = (context: z.core.ParsePayload<string>) => {
  const { value, issues } = context;
  if (!isWellFormed(value)) issues.push({ code: 'custom', message: UNPAIRED_SURROGATE_MESSAGE, input: value });
};

const atMost = (max: number) => (context: z.core.ParsePayload<string>) => {
  const { value, issues } = context;
  // Its UTF-16 units are at least as many, and at hand.
  if (value.length > max && [...value].length > max)
    issues.push({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input: value });
};

/** Any text of at most `max` characters of whole characters. */
export const text = (max: number) => z.string().check(atMost(max), storable).meta({ maxLength: max });

/**
 * Refuses characters that a text cannot be kept with, beyond those of the published pattern. A rule of its own, so that
 * the pattern stays as version 1 promises it; no client sends them for text.
 */
const without = (characters: RegExp) => (context: z.core.ParsePayload<string>) => {
  const { value, issues } = context;
  if (characters.test(value)) issues.push({ code: 'custom', message: UNSTORABLE_TEXT_MESSAGE, input: value });
};
const NONCHARACTERS = /[\ufffe\uffff]/;

/** Text of several lines, of the characters that can be kept. */
export const prose = (max: number) =>
  text(max)
    .regex(/^[^\u0000]*$/u, UNSTORABLE_TEXT_MESSAGE)
    .check(without(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/));

const trimmed = (max: number) =>
  z.string().trim().check(atMost(max), storable, without(NONCHARACTERS)).meta({ maxLength: max });

/** One line of text, trimmed, of at most `max` characters: none of them a control character. */
export const line = (max: number) =>
  trimmed(max).regex(/^[^\u0000-\u001f\u007f-\u009f]*$/u, 'must not contain control characters');

/** One line of text that is not blank. */
export const requiredLine = (max: number) =>
  trimmed(max)
    .min(1)
    .regex(/^\s*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$/u, {
      error: ({ input }) => (input === '' ? 'must not be blank' : 'must not contain control characters'),
    });

/** An instant that can be written back unchanged. Ports make its Date from its text, by parseInstant. */
export const instant = () =>
  z
    .date()
    .min(EARLIEST_INSTANT, 'must be in the years 1 to 9999')
    .max(LATEST_INSTANT, 'must be in the years 1 to 9999');

/** A day of the calendar, YYYY-MM-DD. A rule of its own: JSON Schema's dates have a year 0000. */
export const day = () => z.iso.date().refine(isDay, 'must be a date in the year 0001 or later');

/**
 * The greatest magnitude of a number that a caller gives. Up to here a double keeps every whole number, and sums and
 * squares of as many as there may be stay within its range.
 */
export const MAX_NUMBER = 1e15;

/**
 * A number that a caller chooses: within MAX_NUMBER of 0. The published schema has the bounds that version 1 promises,
 * those of a double; its description says these.
 */
export const boundedNumber = () =>
  z
    .number()
    .min(-Number.MAX_VALUE)
    .max(Number.MAX_VALUE)
    .refine((given) => Math.abs(given) <= MAX_NUMBER, `must be from -${MAX_NUMBER} to ${MAX_NUMBER}`)
    .describe(
      'From -1e15 to 1e15. It is a double: digits beyond those that one keeps are rounded; whole numbers are exact.',
    );

/** `given` without its undefined fields. */
export const defined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
