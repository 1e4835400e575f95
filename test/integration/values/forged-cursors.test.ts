import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BOOKING_LIST, MOVIE_LIST, SHOW_LIST } from '../../../src/domain/bookings/booking-lists.js';
import { EVENT_LOG_LIST } from '../../../src/domain/event-log/event-log.js';
import { SURVEY_LIST } from '../../../src/domain/surveys/survey-list.js';
import { cursorList } from '../../../src/kernel/ordered-list.js';
import { encodeCursor } from '../../../src/kernel/paging.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { makeProgramme } from '../../support/rest-programme.js';

let gateway: TestGateway;
let token: string;
let owner: RestClient;
beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
  // Lists with rows: a cursor that is taken for a good one would find something.
  const programme = await makeProgramme(gateway, owner);
  await programme.show();
}, 60_000);
afterAll(() => gateway?.stop());

const codeOf = async (query: string, variables: Record<string, unknown> = {}) =>
  (await gateway.graphql(query, variables, token)).errors[0]?.extensions.code;

describe('a forged cursor', () => {
  const ID = '0199f3a0-0000-8013-8000-000000000001';
  const EVENT = '0199f3a0-0000-8020-8000-000000000001';
  const INSTANTS: readonly unknown[] = [
    '2026-02-31T00:00:00.000Z',
    '2026-02-29T00:00:00.000Z',
    '0000-00-00T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:00:60.000Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01',
    '-004713-01-01T00:00:00.000Z',
    '-271821-04-20T00:00:00.000Z',
    '+275760-09-13T00:00:00.001Z',
    'infinity',
    '-infinity',
    'now',
    'epoch',
    '',
    null,
    0,
    1e308,
    '\u0000',
    '\ud800',
  ];
  const forged = (list: string, positions: readonly (readonly unknown[])[]) =>
    positions.map((position) => encodeCursor(list, position as never));
  const CASES: readonly [string, string, () => readonly string[]][] = [
    [
      'surveys',
      '/surveys?',
      () =>
        forged(cursorList(SURVEY_LIST, undefined), [
          ...INSTANTS.map((at) => [at, ID]),
          ['2026-01-01T00:00:00.000Z', 'x'],
          ['2026-01-01T00:00:00.000Z', `${ID}0`],
          ['2026-01-01T00:00:00.000Z'],
          ['2026-01-01T00:00:00.000Z', ID, ID],
          [],
        ]),
    ],
    [
      'shows',
      '/shows?',
      () =>
        forged(
          cursorList(SHOW_LIST, undefined),
          INSTANTS.map((at) => [at, ID]),
        ),
    ],
    [
      'bookings',
      '/bookings?',
      () =>
        forged(
          cursorList(BOOKING_LIST, undefined),
          INSTANTS.map((at) => [at, ID]),
        ),
    ],
    [
      'movies(orderBy: { field: RELEASE_DATE, direction: ASCENDING }',
      '/movies?sort=releaseDate&',
      () =>
        forged(
          cursorList(MOVIE_LIST, { by: 'releaseDate', direction: 'ascending' }),
          [
            '2026-02-31',
            '0000-01-01',
            '0000-12-31',
            '10000-01-01',
            '-0001-01-01',
            '2026-01-01T00:00:00Z',
            'infinity',
            'today',
            '',
            1,
            '\u0000',
          ].map((day) => [day, ID]),
        ),
    ],
    [
      'movies(orderBy: { field: IMDB_RATING, direction: ASCENDING }',
      '/movies?sort=imdbRating&',
      () => [
        ...forged(
          cursorList(MOVIE_LIST, { by: 'imdbRating', direction: 'ascending' }),
          ['1', 'NaN', 'Infinity', ''].map((rating) => [rating, ID]),
        ),
        Buffer.from(
          `["${cursorList(MOVIE_LIST, { by: 'imdbRating', direction: 'ascending' })}",1e400,"${ID}"]`,
        ).toString('base64url'),
      ],
    ],
    [
      'movies',
      '/movies?',
      () =>
        forged(
          cursorList(MOVIE_LIST, undefined),
          ['\u0000', 'a\u0000', '\ud800', 'a\udc00', null, 1].map((title) => [title, ID]),
        ),
    ],
    [
      'venues',
      '/venues?',
      () =>
        forged('venues', [
          ['\u0000', 'x', ID],
          ['x', '\ud800', ID],
          ['x', 'x', 'x'],
          ['x', 'x', null],
        ]),
    ],
    [
      'eventLogs',
      '/event-logs?',
      () =>
        forged(
          cursorList(EVENT_LOG_LIST, undefined),
          [...INSTANTS, '+010000-01-01T00:00:00.000Z', '-000001-01-01T00:00:00.000Z'].map((at) => [at, EVENT]),
        ),
    ],
    [
      'eventLogs(orderBy: { field: OCCURRED_AT, direction: ASCENDING }',
      '/event-logs?sort=occurredAt&',
      () =>
        forged(
          cursorList(EVENT_LOG_LIST, { by: 'occurredAt', direction: 'ascending' }),
          [...INSTANTS, '+010000-01-01T00:00:00.000Z'].map((at) => [at, EVENT]),
        ),
    ],
  ];

  it.each(CASES)('of %s is BAD_CURSOR over either port', async (field, query, cursors) => {
    for (const after of cursors()) {
      const shown = Buffer.from(after, 'base64url').toString();
      const graphql = field.includes('(')
        ? `query ($after: String) { ${field}, after: $after) { nodes { id } } }`
        : `query ($after: String) { ${field}(after: $after) { nodes { id } } }`;
      expect([shown, await codeOf(graphql, { after })]).toEqual([shown, 'BAD_CURSOR']);
      const { status, body } = await owner.get(`${query}after=${after}`);
      expect([shown, status, body.code]).toEqual([shown, 400, 'BAD_CURSOR']);
    }
  });

  it('is BAD_CURSOR in any spelling but its own, and when its bytes are no UTF-8', async () => {
    const good = encodeCursor(cursorList(SURVEY_LIST, undefined), ['2026-01-01T00:00:00.000Z', ID]);
    expect((await owner.get(`/surveys?after=${good}`)).status).toBe(200);
    const latin1 = Buffer.from(
      `["${cursorList(SURVEY_LIST, { by: 'title', direction: 'ascending' })}","\u00e9","${ID}"]`,
      'latin1',
    ).toString('base64url');
    for (const [after, sort] of [
      [`${good}=`, ''],
      [`${good}!`, ''],
      [` ${good}`, ''],
      [`${good}\u00e9`, ''],
      [latin1, '&sort=title'],
      ['x'.repeat(4096), ''],
    ] as const)
      expect([after, (await owner.get(`/surveys?after=${encodeURIComponent(after)}${sort}`)).body.code]).toEqual([
        after,
        'BAD_CURSOR',
      ]);
  });

  it('of events is BAD_CURSOR, as the id of a message too', async () => {
    for (const after of ['x', 'x.y', Buffer.from('{"tenant":"acme","next":{}}').toString('base64url')]) {
      expect((await owner.get(`/events?after=${after}`)).body.code).toBe('BAD_CURSOR');
      expect((await owner.get('/events', { 'last-event-id': after })).body.code).toBe('BAD_CURSOR');
    }
  });
});
