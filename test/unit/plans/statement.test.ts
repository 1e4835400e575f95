import { describe, expect, it } from '@jest/globals';
import type { PlanField, PlanRoot } from '../../../src/plans/selection.js';
import { resourceRead } from '../../../src/plans/resource-read.js';
import { planStatement } from '../../../src/plans/statement.js';
import type { FilterUse } from '../../../src/resources/read.js';
import { resourceOf } from '../../../src/resources/resources.js';

const MOST_BYTES = 1_000;
const SHOWS = resourceOf('Show');
const LIST = 'shows by startsAt ascending';
const POSITION = ['2030-01-01T00:00:00.000Z', '21f9cc24-0651-8013-8087-2dbe0551d55f'] as const;

/** A page after a position, with these fields of its connection. */
function pageOf(fields: readonly PlanField[]) {
  const read = resourceRead(SHOWS, {
    filters: [['from', '2020-01-01T00:00:00Z']],
    page: { list: LIST, by: 'startsAt', direction: 'ascending', first: 2, after: POSITION },
  });
  const root: PlanRoot = { kind: 'page', resource: SHOWS, read: 0, below: { type: 'ShowConnection', fields } };
  return { text: planStatement([root], [read], MOST_BYTES).text, values: read.values };
}

const pageInfo = (name: string): PlanField => ({
  key: 'pageInfo',
  name: 'pageInfo',
  below: { type: 'PageInfo', fields: [{ key: name, name }] },
});

describe('the statement of a plan', () => {
  it.each([
    ['the count alone', [{ key: 'totalCount', name: 'totalCount' }]],
    ['the name of the type alone', [{ key: 'kind', name: '__typename' }]],
    ['nothing', []],
    ['the end of the page', [pageInfo('endCursor')]],
  ])('has a placeholder for each value when %s is asked for', (_what, fields) => {
    const { text, values } = pageOf(fields);
    const named = new Set(Array.from(text.matchAll(/\$\d+/g), ([placeholder]) => placeholder));
    expect([...named].sort()).toEqual(values.map((_, index) => `$${index + 1}`));
  });

  it.each(['hasPreviousPage', '__typename'])(
    'reads no rows for %s of a page, which would each be an answer',
    (name) => {
      expect(pageOf([pageInfo(name)]).text).not.toContain('FROM show');
    },
  );

  it('has a name to be prepared under, unless its plan depends on the values of its filters', () => {
    const movies = resourceOf('Movie');
    const nameOf = (by: string, ...filters: readonly FilterUse[]) => {
      const page = { list: 'movies', by, direction: 'ascending', first: 2 } as const;
      const root: PlanRoot = {
        kind: 'page',
        resource: movies,
        read: 0,
        below: {
          type: 'MovieConnection',
          fields: [{ key: 'nodes', name: 'nodes', below: { type: 'Movie', fields: [] } }],
        },
      };
      return planStatement([root], [resourceRead(movies, { filters, page })], MOST_BYTES).name;
    };
    expect(nameOf('title', ['majorGenre', 'Drama'])).not.toBe('');
    expect(nameOf('releaseDate', ['releasedFrom', '1990-01-01'])).not.toBe('');
    expect(nameOf('title', ['releasedFrom', '1990-01-01'])).toBe('');
    expect(nameOf('releaseDate', ['titleContains', '%a%'], ['titleLetters', 'a'])).toBe('');
  });

  it('has no alias that a key of an answer could be', () => {
    const { text } = pageOf([
      { key: 'nodes', name: 'nodes', below: { type: 'Show', fields: [{ key: 'o', name: 'status' }] } },
    ]);
    const rows = Array.from(text.matchAll(/row_to_json\(([^)]+)\)/g), ([, alias]) => alias);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((alias) => /^\w+$/.test(alias ?? ''))).toEqual([]);
  });

  it('takes keys that are longer than an identifier', () => {
    const key = 'k'.repeat(64);
    const { text } = pageOf([{ key, name: 'totalCount' }]);
    expect(text).toContain(`'${key}'`);
    expect(text).not.toContain(`"${key}"`);
  });
});
