import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../../src/kernel/ids.js';
import { likePattern } from '../../../src/kernel/text.js';
import { dropDatabase } from '../../../src/stores/postgres/databases.js';
import { TITLE_FILTERS } from '../../../src/resources/title-filter.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';

const TITLES = [
  'A',
  'a b',
  '100% of_it',
  'back\\slash',
  '\\%_',
  'Maß',
  'MASS',
  'İst İ',
  'ist ıI',
  'ΣΑΣ',
  '5 \u212A',
  'σας',
  'e\u0301te\u0301',
  'été',
  '😀😁',
  '👩‍🚀 x',
  '日本語',
  'Ǆ ǅ ǆ',
  'ÀÉ',
  '--..--',
  'zq',
];
/** Parts of titles, and texts that no title has. */
const TEXTS = [
  ...new Set([
    '',
    ...TITLES.flatMap((title) => [
      ...Array.from(title),
      ...Array.from(title, (letter, at) => letter + (Array.from(title)[at + 1] ?? '')),
      title,
    ]),
    ...[
      '%',
      '_',
      '\\',
      '%%',
      '\\%',
      'qz',
      'Zq',
      'ZQ',
      'I',
      'i',
      'ı',
      'İ',
      'i\u0307',
      'ς',
      'ẞ',
      '\u0301',
      '\ufe0f',
      '本語',
      '...',
      'a b c',
    ],
  ]),
].filter((text) => text === text.trim());

let planned: TestGateway;
let reference: TestGateway;
let token: string;
let client: pg.Client;
beforeAll(async () => {
  planned = await startGateway({ GRAPHQL_EXECUTOR: 'plans', REST_EXECUTOR: 'plans', REQUESTS_PER_MINUTE: '1000000' });
  const DATABASE_URL = planned.environment['DATABASE_URL'] as string;
  reference = await startGateway({
    DATABASE_URL,
    GRAPHQL_EXECUTOR: 'resolvers',
    REST_EXECUTOR: 'services',
    REQUESTS_PER_MINUTE: '1000000',
  });
  token = await planned.token('owner');
  client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  for (const title of TITLES) {
    await client.query('INSERT INTO movie (id, source_key, title) VALUES ($1::uuid, $2, $2)', [
      newId('Movie', new Date()),
      title,
    ]);
    await client.query(
      `INSERT INTO survey (id, tenant, owner_id, title, language, updated_at, created_at) VALUES ($1, 'acme', 'o', $2, 'en', now(), now())`,
      [newId('Survey', new Date()), title],
    );
  }
}, 60_000);
afterAll(async () => {
  await client?.end();
  await reference?.stop();
  await planned?.stop();
});

async function byGraphQL(gateway: TestGateway, list: 'movies' | 'surveys', text: string): Promise<string[]> {
  const { nodes, totalCount } = (
    await gateway.data(
      `query ($text: String) { ${list}(first: 100, filter: { titleContains: $text }) { totalCount nodes { title } } }`,
      { text },
      token,
    )
  )[list];
  expect(totalCount).toBe(nodes.length);
  return titlesOf(nodes);
}
async function byRest(gateway: TestGateway, list: 'movies' | 'surveys', text: string): Promise<string[]> {
  const response = await fetch(`${gateway.url}/api/v1/${list}?first=100&titleContains=${encodeURIComponent(text)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as { data: { title: string }[] };
  expect({ text, status: response.status, body }).toMatchObject({ text, status: 200 });
  return titlesOf(body.data);
}
const titlesOf = (found: readonly { readonly title: string }[]) => found.map(({ title }) => title).sort();

describe('a list of titles that contain a text', () => {
  it.each(['movies', 'surveys'] as const)(
    'has those that ILIKE finds, by plans and by the reference: %s',
    async (list) => {
      for (const text of TEXTS) {
        const { rows } = await client.query<{ title: string }>(
          `SELECT title FROM ${list === 'movies' ? 'movie' : 'survey'} WHERE title ILIKE $1`,
          [likePattern(text)],
        );
        const expected = { text, titles: titlesOf(rows) };
        for (const gateway of [planned, reference])
          for (const read of [byGraphQL, byRest])
            expect({ text, titles: await read(gateway, list, text) }).toEqual(expected);
      }
    },
    120_000,
  );

  it.each([
    `LOCALE_PROVIDER libc LOCALE 'C'`,
    `LOCALE_PROVIDER icu ICU_LOCALE 'und' LOCALE 'C'`,
    `LOCALE_PROVIDER icu ICU_LOCALE 'tr' LOCALE 'C'`,
    `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'`,
  ])('is that of ILIKE in a database of any locale: %s', async (locale) => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const { rows } = await client.query<{ definition: string }>(
      `SELECT pg_get_functiondef('letters_and_pairs'::regproc) AS definition`,
    );
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' ${locale}`);
    const url = new URL(planned.environment['DATABASE_URL'] as string);
    url.pathname = `/${name}`;
    const other = new pg.Client({ connectionString: url.href });
    try {
      await other.connect();
      await other.query(rows[0]!.definition);
      const found = await other.query(
        `SELECT count(*) FILTER (WHERE t.title ILIKE pattern)::int AS found,
           array_agg(t.title || ': ' || part) FILTER (WHERE (t.title ILIKE pattern) <>
             (${TITLE_FILTERS.titleContains('t', 'pattern')} AND ${TITLE_FILTERS.titleLetters('t', 'part')})) AS differing
         FROM unnest($1::text[]) AS t(title), unnest($2::text[], $3::text[]) AS asked(part, pattern)`,
        [TITLES, TEXTS, TEXTS.map(likePattern)],
      );
      expect(found.rows).toEqual([{ found: expect.any(Number), differing: null }]);
      expect(found.rows[0]!.found).toBeGreaterThan(TITLES.length);
    } finally {
      await other.end();
      await dropDatabase(planned.environment['DATABASE_URL'] as string, name);
    }
  });

  it('has all letters of a title once and its pairs', async () => {
    const { rows } = await client.query(`SELECT letters_and_pairs('aÉ😀') AS parts, letters_and_pairs('') AS none`);
    expect(rows).toEqual([{ parts: ['a', 'é', '😀', 'aé', 'é😀'], none: [] }]);
  });
});
