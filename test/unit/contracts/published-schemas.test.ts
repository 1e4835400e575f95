import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_TYPE_NAMES } from '../../../src/contracts/event-types.js';
import { readPublishedSchemas } from '../../../src/contracts/published-files.js';
import {
  compareWithPublished,
  tableProblems,
  withUnpublished,
  type PublishedSchema,
} from '../../../src/contracts/published-schemas.js';

const root = path.resolve(import.meta.dirname, '../../..');
let published: readonly PublishedSchema[];
beforeAll(async () => {
  published = await readPublishedSchemas(root);
});

/** The IDs that were published, with the beginnings of their digests. Append new ones; change none. */
const IDS: readonly (readonly [id: number, type: string, version: number, digest: string])[] = [
  [1, 'gateway.survey.created.v1', 1, '831817b54fdc7e82'],
  [2, 'gateway.survey.updated.v1', 1, 'c8ba3ef6e70e66d7'],
  [3, 'gateway.survey.opened.v1', 1, 'b2d75b9dc56232e9'],
  [4, 'gateway.survey.closed.v1', 1, '4ad993eaccd8285c'],
  [5, 'gateway.survey.deleted.v1', 1, '7f2e11c9c6ba7d73'],
  [6, 'gateway.response.started.v1', 1, '943f9aeb91a73faa'],
  [7, 'gateway.response.submitted.v1', 1, '3b22dc87ecd3cc0e'],
  [8, 'gateway.show.scheduled.v1', 1, '1c7047a7ecc4540f'],
  [9, 'gateway.show.cancelled.v1', 1, 'b7413bca58467c29'],
  [10, 'gateway.show.seats-changed.v1', 1, 'db7192819c703232'],
  [11, 'gateway.booking.created.v1', 1, 'e26e2e7b10c180d2'],
  [12, 'gateway.booking.confirmed.v1', 1, 'dc6ab086f0bb2b3b'],
  [13, 'gateway.booking.payment-failed.v1', 1, '3eee7e4e4642f815'],
  [14, 'gateway.booking.cancelled.v1', 1, '2a3a86f4a7ccb241'],
  [15, 'gateway.booking.refunded.v1', 1, '68de3bb4dfeef658'],
];

/** The published schemas with one of them changed. */
const changed = (id: number, change: Partial<PublishedSchema>) =>
  published.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
const without = (type: string) => published.filter((entry) => entry.type !== type);
/** The table as it was before the type got the field `name`. */
const before = (type: string, name: string): readonly PublishedSchema[] => {
  const states = published.map((entry) => {
    const { [name]: _, ...properties } = entry.schema['properties'] as Record<string, unknown>;
    const schema = entry.type === type ? { ...entry.schema, properties } : entry.schema;
    return { kind: 'new' as const, type: entry.type, schema };
  });
  return withUnpublished([], states);
};

describe('the published event schemas', () => {
  it('are those of the event types', () => {
    expect(compareWithPublished(published)).toEqual(EVENT_TYPE_NAMES.map((type) => ({ kind: 'current', type })));
  });

  it('keep the IDs and the content with which they were published', () => {
    expect(published.map(({ id, type, version, sha256 }) => [id, type, version, sha256.slice(0, 16)])).toEqual(IDS);
    expect(tableProblems(published)).toEqual([]);
  });

  it('count an event type that is gone as incompatible, and one that is not published as new', () => {
    const [first] = published as [PublishedSchema];
    expect(compareWithPublished([...published, { ...first, type: 'gateway.gone.v1' }])).toContainEqual({
      kind: 'incompatible',
      type: 'gateway.gone.v1',
      problems: ['the event type was removed'],
    });
    expect(compareWithPublished(without(first.type)).find(({ type }) => type === first.type)).toMatchObject({
      kind: 'new',
    });
  });

  it('count a published schema with a field more as incompatible', () => {
    const entry = published.find(({ type }) => type === 'gateway.survey.closed.v1') as PublishedSchema;
    const properties = { ...(entry.schema['properties'] as object), reason: { type: 'string' } };
    expect(compareWithPublished(changed(entry.id, { schema: { ...entry.schema, properties } }))).toContainEqual({
      kind: 'incompatible',
      type: 'gateway.survey.closed.v1',
      problems: ['reason: removed'],
    });
  });

  it('get the next ID and the next version when a type gets an optional field', () => {
    const type = 'gateway.response.submitted.v1';
    const earlier = before(type, 'numbers');
    const states = compareWithPublished(earlier);
    expect(states.filter(({ kind }) => kind !== 'current')).toMatchObject([{ kind: 'extended', type }]);
    const extended = withUnpublished(earlier, states);
    expect(extended.slice(0, -1)).toEqual(earlier);
    expect(extended.at(-1)).toMatchObject({ id: published.length + 1, type, version: 2 });
    expect(tableProblems(extended)).toEqual([]);
    expect(compareWithPublished(extended).every(({ kind }) => kind === 'current')).toBe(true);
  });
});

describe('the table of published schemas', () => {
  const survey = { type: 'gateway.survey.created.v1' };

  it.each<[string, () => readonly PublishedSchema[], RegExp]>([
    ['an ID is changed', () => changed(3, { id: 33 }), /^entry 3 has the ID 33/],
    ['an entry is removed', () => published.filter(({ id }) => id !== 2), /^entry 2 has the ID 3/],
    ['entries change places', () => [published[1]!, published[0]!, ...published.slice(2)], /^entry 1 has the ID 2/],
    ['a version is left out', () => changed(1, { version: 2 }), /should be version 1/],
    ['a version is there twice', () => changed(2, survey), /version 1 of .* should be version 2/],
    ['a schema is changed', () => changed(1, { schema: { type: 'object' } }), /was changed after its publication/],
  ])('is refused when %s', (_, table, problem) => {
    expect(tableProblems(table())).toContainEqual(expect.stringMatching(problem));
  });

  it('is refused when a version breaks the readers of the one before', () => {
    const [first] = published as [PublishedSchema];
    const table = withUnpublished(published, [{ kind: 'extended', type: first.type, schema: { type: 'object' } }]);
    expect(tableProblems(table)).toContainEqual(`ID ${published.length + 1}: title: removed`);
  });
});
