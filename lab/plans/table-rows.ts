import { idForName, type Kind } from '../../src/kernel/ids.js';

/** Rows of a table, all with the same columns, by the names that PostgreSQL has for them. */
export interface TableRows {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** The ID that the data of the comparison has under this name. */
export const idOf = (kind: Kind, name: string): string => idForName(kind, `plans/${name}`);

/** Item `index` of a list that repeats. */
export function cycled<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}

/** `count` items. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Texts that JSON, SQL or GraphQL writes in a special way. Every text of the data is one of them, or ends with one. */
export const TEXTS: readonly string[] = [
  'Plain',
  `It's "quoted" twice''`,
  'back\\slash \\n \\u0041 \\',
  'tab\there\nnew\r\nline',
  'bell\u0007 escape\u001b delete\u007f',
  'emoji 👩‍👩‍👧‍👦 🏳️‍🌈 𝒳',
  'line\u2028paragraph\u2029',
  '\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627',
  'turned \u202eback',
  '</script><!-- &amp; -->',
  `'; DROP TABLE survey; --`,
  '$1 %s {0} :name ?',
  'é e\u0301 ß İ ı ﬀ',
  '',
  ' blanks around ',
  '100% _under_ score',
  '\ufeffmark \uffff',
  '{"a":[1]}',
  '{a,b}',
  'null',
];

/** A text of 3,000 characters whose last ones are special. */
export const LONG_TEXT = `${'long '.repeat(590)}"\\\u2028🏳️‍🌈`;

/** Doubles at the edges of what JSON and PostgreSQL write alike. */
export const DOUBLES: readonly (string | number | null)[] = [
  1,
  '-0',
  0.1,
  null,
  0.30000000000000004,
  1e15,
  -1e15,
  '1e-7',
  5,
  123456789012345.67,
  2.5,
  '1e21',
  -3,
  '5e-324',
];
