import type { JsonSchema } from '../../src/contracts/event-schema.js';

/** A source of random data. It is seeded, so every run has the same data. */
export interface RandomSource {
  readonly uuid: () => string;
  /** The ID of one of the shows in the queries. */
  readonly show: () => string;
  readonly pick: <T>(from: readonly T[]) => T;
  /** A whole number from 0 to below `most`. */
  readonly upTo: (most: number) => number;
}

/** Fields that the queries use, and names that make the data realistic. */
const BY_NAME: Readonly<Record<string, (source: RandomSource) => unknown>> = {
  showId: (source) => source.show(),
  amountMinor: (source) => 100 * (1 + source.upTo(5000)),
  currency: (source) => source.pick(['INR', 'EUR', 'USD']),
  language: (source) => source.pick(['en', 'hi', 'ta']),
};
const BY_FORMAT: Readonly<Record<string, (source: RandomSource) => string>> = {
  uuid: (source) => source.uuid(),
  email: (source) => `guest${source.upTo(5000)}@example.org`,
  'date-time': instant,
  date: (source) => instant(source).slice(0, 10),
  time: (source) => instant(source).slice(11),
  uri: (source) => `https://example.org/${source.upTo(5000)}`,
};
const WORDS = ['Regal', 'Odeon', 'Solaris', 'Playtime', 'Pather Panchali', 'How was the film?', 'Seats and screens'];
/** Texts for patterns. The first one that matches is used. */
const SHORT_TEXTS = [
  'EUR',
  'eur',
  'A1',
  'a1',
  '1',
  '12',
  '1234',
  'Europe/Berlin',
  '2026-06-01',
  '12:00',
  'a-b',
  '#aabbcc',
];
const MOST_ITEMS = 4;

/**
 * Data that a JSON schema of the contracts accepts, with its required fields. Throws when the schema asks for text of
 * a pattern that none of the known texts has.
 */
export function randomData(schema: JsonSchema, source: RandomSource, name = ''): unknown {
  const {
    const: only,
    enum: values,
    anyOf,
    oneOf,
    type,
  } = schema as {
    readonly const?: unknown;
    readonly enum?: readonly unknown[];
    readonly anyOf?: readonly JsonSchema[];
    readonly oneOf?: readonly JsonSchema[];
    readonly type?: string;
  };
  if (only !== undefined) return only;
  if (values !== undefined) return source.pick(values);
  const ways = anyOf ?? oneOf;
  if (ways?.[0] !== undefined) return randomData(ways[0], source, name);
  if (BY_NAME[name] !== undefined) return BY_NAME[name](source);
  if (type === 'object') return randomObject(schema, source);
  if (type === 'array') return randomList(schema, source);
  if (type === 'integer' || type === 'number') return randomNumber(schema, source);
  if (type === 'boolean') return source.upTo(2) === 1;
  return type === 'string' ? randomText(schema, source) : null;
}

function randomObject(schema: JsonSchema, source: RandomSource): Record<string, unknown> {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.fromEntries(required.map((name) => [name, randomData(properties[name] ?? {}, source, name)]));
}

function randomList(schema: JsonSchema, source: RandomSource): readonly unknown[] {
  const {
    items = {},
    minItems = 0,
    maxItems = Number.POSITIVE_INFINITY,
  } = schema as { readonly items?: JsonSchema; readonly minItems?: number; readonly maxItems?: number };
  const length = Math.min(Math.max(minItems, 1 + source.upTo(MOST_ITEMS)), maxItems);
  return Array.from({ length }, () => randomData(items, source));
}

/** A whole number from the smallest allowed one to 500 above it. */
function randomNumber(schema: JsonSchema, source: RandomSource): number {
  const {
    exclusiveMinimum = -Infinity,
    minimum = exclusiveMinimum + 1,
    exclusiveMaximum = Infinity,
    maximum = exclusiveMaximum - 1,
  } = schema as {
    readonly exclusiveMinimum?: number;
    readonly minimum?: number;
    readonly exclusiveMaximum?: number;
    readonly maximum?: number;
  };
  const least = minimum <= 0 && maximum >= 0 ? 0 : minimum > 0 ? Math.ceil(minimum) : Math.floor(maximum);
  return least + source.upTo(Math.min(maximum - least, 500) + 1);
}

function randomText(schema: JsonSchema, source: RandomSource): string {
  const {
    format = '',
    pattern,
    minLength = 0,
    maxLength = Number.POSITIVE_INFINITY,
  } = schema as {
    readonly format?: string;
    readonly pattern?: string;
    readonly minLength?: number;
    readonly maxLength?: number;
  };
  if (BY_FORMAT[format] !== undefined) return BY_FORMAT[format](source);
  const fits = (text: string) =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text));
  const words = WORDS.filter(fits);
  if (words.length > 0) return source.pick(words);
  const text = SHORT_TEXTS.find(fits);
  if (text !== undefined) return text;
  if (pattern === undefined) return 'x'.repeat(Math.max(minLength, 1)).slice(0, maxLength);
  throw new Error(`No known text matches ${pattern}. Add one to SHORT_TEXTS in random-data.ts.`);
}

function instant(source: RandomSource): string {
  return new Date(Date.UTC(2026, 5, 1 + source.upTo(28), source.upTo(24))).toISOString();
}
