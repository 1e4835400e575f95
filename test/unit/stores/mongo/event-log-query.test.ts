import { describe, expect, it } from '@jest/globals';
import { pageRanges, pageRangesForward, selectEntries } from '../../../../src/stores/mongo/event-log-query.js';
import { NOON, minutesAfter, someId } from '../../../support/events.js';

const aggregateId = someId('Survey');
const types = ['gateway.survey.created.v1', 'gateway.survey.closed.v1'] as const;

describe('a selection of the event log', () => {
  it.each([
    ['nothing', {}, { tenant: 'acme' }, undefined],
    ['one type', { types: [types[0]] }, { tenant: 'acme', type: types[0] }, undefined],
    ['several types', { types }, { tenant: 'acme' }, { type: { $in: types } }],
    ['an actor', { actor: 'ada' }, { tenant: 'acme', actor: 'ada' }, undefined],
    ['an aggregate', { aggregateId }, { tenant: 'acme', aggregateId }, undefined],
    [
      'all of it',
      { aggregateId, actor: 'ada', types },
      { tenant: 'acme', aggregateId },
      { actor: 'ada', type: { $in: types } },
    ],
  ])('by %s begins with one range of one index', (_, filter, indexed, left) => {
    const range = { above: 'a', below: 'b' };
    const order = { $gte: 'a', $lt: 'b' };
    expect(selectEntries('acme', filter, range)).toEqual([
      { $match: { ...indexed, order } },
      ...(left === undefined ? [] : [{ $match: left }]),
    ]);
  });

  it('by several types in a wide range begins with the types', () => {
    expect(selectEntries('acme', { types }, { below: 'b', wide: true })).toEqual([
      { $match: { tenant: 'acme', type: { $in: types } } },
      { $match: { order: { $lt: 'b' } } },
    ]);
    expect(selectEntries('acme', {}, { below: 'b', wide: true })).toEqual([
      { $match: { tenant: 'acme', order: { $lt: 'b' } } },
    ]);
    expect(selectEntries('acme', { actor: 'ada', types }, { below: 'b', wide: true })).toEqual([
      { $match: { tenant: 'acme', actor: 'ada', order: { $lt: 'b' } } },
      { $match: { type: { $in: types } } },
    ]);
  });

  it('takes no document where text belongs, whatever the types say', () => {
    const operator = { $ne: null } as never;
    for (const [tenant, filter] of [
      [operator, {}],
      ['acme', { actor: operator }],
      ['acme', { aggregateId: operator }],
      ['acme', { types: [operator] }],
      ['acme', { types: [operator, operator] }],
    ] as const)
      expect(() => selectEntries(tenant, filter, {})).toThrow(TypeError);
  });
});

describe('the ranges of a page', () => {
  const iso = (minutes: number, seconds = 0) =>
    new Date(minutesAfter(NOON, minutes).getTime() + seconds * 1000).toISOString();

  it('go back in growing steps without a gap or an overlap', () => {
    const ranges = pageRanges({}, undefined, iso(0), NOON);
    expect(ranges).toEqual([
      { above: iso(0, -1), below: iso(0) },
      { above: iso(-1), below: iso(0, -1) },
      { above: iso(-60), below: iso(-1) },
      { above: iso(-72 * 60), below: iso(-60) },
      { below: iso(-72 * 60), wide: true },
    ]);
  });

  it('take a few steps only for several types, whose entries are few where a page is not full by then', () => {
    expect(pageRanges({ types }, undefined, undefined, NOON).at(-1)).toEqual({ below: iso(-60), wide: true });
    expect(pageRanges({ types, actor: 'ada' }, undefined, undefined, NOON).at(-1)).toEqual({
      below: iso(-72 * 60),
      wide: true,
    });
  });

  it('end where the filter begins, and leave out what lies before', () => {
    expect(pageRanges({}, minutesAfter(NOON, -30), undefined, NOON)).toEqual([
      { above: iso(0, -1) },
      { above: iso(-1), below: iso(0, -1) },
      { above: iso(-30), below: iso(-1), wide: true },
    ]);
    expect(pageRanges({}, NOON, iso(5), NOON)).toEqual([{ above: iso(0), below: iso(5), wide: true }]);
  });

  it('go forward in growing steps without a gap or an overlap, from where they begin to where the filter ends', () => {
    const after = `${iso(0)}/id`;
    expect(pageRangesForward({}, { after, below: iso(90) }, NOON)).toEqual([
      { after, below: iso(0, 1) },
      { above: iso(0, 1), below: iso(1) },
      { above: iso(1), below: iso(60) },
      { above: iso(60), below: iso(90), wide: true },
    ]);
    expect(pageRangesForward({ types }, {}, NOON).at(-1)).toEqual({ above: iso(60), wide: true });
    expect(pageRangesForward({ aggregateId }, { above: iso(0) }, NOON)).toEqual([{ above: iso(0) }]);
  });

  it('are one for an aggregate, which has few entries', () => {
    expect(pageRanges({ aggregateId }, undefined, iso(0), NOON)).toEqual([{ below: iso(0) }]);
  });
});
