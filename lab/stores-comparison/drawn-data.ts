import type { JsonSchema } from '../../src/contracts/event-schema.js';

/** A source of random data. It is seeded, so every run has the same data. */
export interface Draw {
  readonly uuid: () => string;
  /** The ID of one of the shows in the queries. */
  readonly show: () => string;
  readonly pick: <T>(from: readonly T[]) => T;
  /** A whole number from 0 to below `most`. */
  readonly upTo: (most: number) => number;
}

/** Fields that the queries use, and names that make the data realistic. */
const BY_NAME: Readonly<Record<string, (draw: Draw) => unknown>> = {
  showId: (draw) => draw.show(),
  amountMinor: (draw) => 100 * (1 + draw.upTo(5000)),
  currency: (draw) => draw.pick(['INR', 'EUR', 'USD']),
  language: (draw) => draw.pick(['en', 'hi', 'ta']),
};
const BY_FORMAT: Readonly<Record<string, (draw: Draw) => string>> = {
  uuid: (draw) => draw.uuid(),
  email: (draw) => `guest${draw.upTo(5000)}@example.org`,
  'date-time': instant,
  date: (draw) => instant(draw).slice(0, 10),
  time: (draw) => instant(draw).slice(11),
  uri: (draw) => `https://example.org/${draw.upTo(5000)}`,
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
export function drawnData(schema: JsonSchema, draw: Draw, name = ''): unknown {
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
  if (values !== undefined) return draw.pick(values);
  const ways = anyOf ?? oneOf;
  if (ways?.[0] !== undefined) return drawnData(ways[0], draw, name);
  if (BY_NAME[name] !== undefined) return BY_NAME[name](draw);
  if (type === 'object') return drawnObject(schema, draw);
  if (type === 'array') return drawnList(schema, draw);
  if (type === 'integer' || type === 'number') return drawnNumber(schema, draw);
  if (type === 'boolean') return draw.upTo(2) === 1;
  return type === 'string' ? drawnText(schema, draw) : null;
}

function drawnObject(schema: JsonSchema, draw: Draw): Record<string, unknown> {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.fromEntries(required.map((name) => [name, drawnData(properties[name] ?? {}, draw, name)]));
}

function drawnList(schema: JsonSchema, draw: Draw): readonly unknown[] {
  const {
    items = {},
    minItems = 0,
    maxItems = Number.POSITIVE_INFINITY,
  } = schema as { readonly items?: JsonSchema; readonly minItems?: number; readonly maxItems?: number };
  const length = Math.min(Math.max(minItems, 1 + draw.upTo(MOST_ITEMS)), maxItems);
  return Array.from({ length }, () => drawnData(items, draw));
}

/** A whole number from the smallest allowed one to 500 above it. */
function drawnNumber(schema: JsonSchema, draw: Draw): number {
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
  return least + draw.upTo(Math.min(maximum - least, 500) + 1);
}

function drawnText(schema: JsonSchema, draw: Draw): string {
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
  if (BY_FORMAT[format] !== undefined) return BY_FORMAT[format](draw);
  const fits = (text: string) =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text));
  const words = WORDS.filter(fits);
  if (words.length > 0) return draw.pick(words);
  const text = SHORT_TEXTS.find(fits);
  if (text !== undefined) return text;
  if (pattern === undefined) return 'x'.repeat(Math.max(minLength, 1)).slice(0, maxLength);
  throw new Error(`No known text matches ${pattern}. Add one to SHORT_TEXTS in drawn-data.ts.`);
}

function instant(draw: Draw): string {
  return new Date(Date.UTC(2026, 5, 1 + draw.upTo(28), draw.upTo(24))).toISOString();
}
