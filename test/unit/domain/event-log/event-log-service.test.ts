import { describe, expect, it, jest } from '@jest/globals';
import { createEventLogService } from '../../../../src/domain/event-log/event-log-service.js';
import { EVENT_LOG_LIST, eventLogPosition, type EventLogEntry } from '../../../../src/domain/event-log/event-log.js';
import type { EventLogReads } from '../../../../src/domain/event-log/event-log-reads.js';
import { cursorList } from '../../../../src/kernel/ordered-list.js';
import { encodeCursor, pageRequest } from '../../../../src/kernel/paging.js';
import { ANONYMOUS, type MemberRole, type Viewer } from '../../../../src/kernel/viewer.js';
import { NOON, someId } from '../../../support/events.js';

const member = (role: MemberRole, tenant = 'acme'): Viewer => ({ role, subject: 'ada', tenant });
const data = member('data');
const entry: EventLogEntry = {
  id: someId('Event'),
  type: 'gateway.survey.created.v1',
  aggregateId: someId('Survey'),
  tenant: 'acme',
  actor: 'ada',
  occurredAt: NOON,
  data: {},
};

function aService() {
  const reads = {
    page: jest.fn<EventLogReads['page']>(async () => ({ items: [], positions: [], hasNextPage: false })),
    count: jest.fn<EventLogReads['count']>(async () => 0),
    entriesByIds: jest.fn<EventLogReads['entriesByIds']>(async () => new Map([[entry.id, entry]])),
    activity: jest.fn<EventLogReads['activity']>(async () => []),
  };
  return { reads, service: createEventLogService({ reads }) };
}
const LIST = cursorList(EVENT_LOG_LIST, undefined);
const firstPage = pageRequest(LIST, 10, undefined);
const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: { code: string; details: object }) => ({ code: error.code, ...error.details }),
  );

describe('the event log', () => {
  it('is read by owner, staff and data, each in their tenant', async () => {
    for (const role of ['owner', 'staff', 'data'] as const) {
      const { service, reads } = aService();
      await service.page(member(role, 'globex'), {}, firstPage);
      await service.count(member(role, 'globex'), null);
      await service.byIds(member(role, 'globex'), [entry.id]);
      await service.activity(member(role, 'globex'), { from: NOON, to: new Date(NOON.getTime() + 1) });
      for (const read of Object.values(reads)) expect(read.mock.calls.map(([tenant]) => tenant)).toEqual(['globex']);
    }
  });

  it('is closed to the anonymous', async () => {
    const { service } = aService();
    const range = { from: NOON, to: new Date(NOON.getTime() + 1) };
    for (const work of [
      service.page(ANONYMOUS, {}, firstPage),
      service.count(ANONYMOUS, {}),
      service.get(ANONYMOUS, entry.id),
      service.byIds(ANONYMOUS, [entry.id]),
      service.activity(ANONYMOUS, range),
    ])
      expect(await refused(work)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('hands a filter on as it means, nulls being nothing and types being named once', async () => {
    const { service, reads } = aService();
    const aggregateId = someId('Booking');
    const types = ['gateway.booking.created.v1', 'gateway.booking.created.v1'];
    await service.page(
      data,
      { aggregateId: aggregateId.toUpperCase(), types, actor: null, from: NOON, to: null },
      firstPage,
    );
    expect(reads.page.mock.calls[0]?.[1]).toEqual({ aggregateId, types: ['gateway.booking.created.v1'], from: NOON });
  });

  it.each<[string, unknown, string]>([
    ['an unknown type', { types: ['gateway.survey.exploded.v1'] }, 'types.0'],
    ['no types', { types: [] }, 'types'],
    ['the id of a thing no event is about', { aggregateId: someId('Movie') }, 'aggregateId'],
    ['something that is no id', { aggregateId: 'x' }, 'aggregateId'],
    ['an operator for an id', { aggregateId: { $gt: '' } }, 'aggregateId'],
    ['an operator for an actor', { actor: { $ne: null } }, 'actor'],
    ['an operator for types', { types: { $in: [] } }, 'types'],
    ['an empty actor', { actor: '' }, 'actor'],
    ['a range that ends as it begins', { from: NOON, to: NOON }, 'to'],
    ['an invalid date', { from: new Date(Number.NaN) }, 'from'],
    ['a moment before time', { from: new Date(-1) }, 'from'],
    ['a field it does not know', { $where: 'true' }, ''],
  ])('refuses %s', async (_, filter, field) => {
    const { service, reads } = aService();
    for (const work of [service.page(data, filter, firstPage), service.count(data, filter)])
      expect(await refused(work)).toMatchObject({ code: 'BAD_INPUT', problems: [{ field }] });
    expect(reads.page).not.toHaveBeenCalled();
  });

  it('takes the cursor of an entry, and refuses one that no entry can have', async () => {
    const { service } = aService();
    const page = (list: string, position: Parameters<typeof encodeCursor>[1]) =>
      service.page(data, {}, pageRequest(LIST, 10, encodeCursor(list, position)));
    await page(LIST, eventLogPosition(entry));
    for (const position of [
      [],
      [NOON.toISOString()],
      [NOON.getTime(), entry.id],
      ['yesterday', entry.id],
      [NOON.toISOString(), 'x'],
      [NOON.toISOString(), someId('Survey')],
      [NOON.toISOString(), entry.id, 1],
      ['2026-99-01T00:00:00.000Z', entry.id],
    ])
      expect(await refused(page(LIST, position))).toMatchObject({ code: 'BAD_CURSOR' });
    for (const list of ['surveys', cursorList(EVENT_LOG_LIST, { by: 'occurredAt', direction: 'ascending' })])
      expect(await refused(Promise.resolve().then(() => page(list, eventLogPosition(entry))))).toMatchObject({
        code: 'BAD_CURSOR',
      });
  });

  it('reads newest first unless asked for otherwise, and refuses an order it does not know', async () => {
    const { service, reads } = aService();
    await service.page(data, {}, firstPage);
    await service.page(data, {}, firstPage, { by: 'occurredAt', direction: 'ascending' });
    expect(reads.page.mock.calls.map((call) => call[3])).toEqual(['descending', 'ascending']);
    for (const order of [{ by: 'actor', direction: 'ascending' }, { by: 'occurredAt', direction: 'up' }, 'occurredAt'])
      expect(await refused(service.page(data, {}, firstPage, order))).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('has an entry by its id, and none by another', async () => {
    const { service, reads } = aService();
    expect(await service.get(data, entry.id.toUpperCase())).toBe(entry);
    expect(await refused(service.get(data, someId('Event')))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused(service.get(data, someId('Survey')))).toMatchObject({ code: 'NOT_FOUND' });
    reads.entriesByIds.mockClear();
    expect(await service.byIds(data, [someId('Survey'), 'x'])).toEqual(new Map());
    expect(reads.entriesByIds).not.toHaveBeenCalled();
  });

  it('answers activity for whole hours and at most 31 days', async () => {
    const { service, reads } = aService();
    const from = new Date('2026-03-01T12:34:56.000Z');
    const days = (count: number) => new Date(from.getTime() + count * 24 * 60 * 60 * 1000);
    await service.activity(data, { from, to: days(31) });
    expect(reads.activity.mock.calls[0]).toEqual(['acme', NOON, days(31), undefined]);
    expect(await refused(service.activity(data, { from, to: new Date(days(31).getTime() + 1) }))).toMatchObject({
      code: 'BAD_INPUT',
      problems: [{ field: 'to' }],
    });
    expect(await refused(service.activity(data, { from, to: from }))).toMatchObject({
      code: 'BAD_INPUT',
      problems: [{ field: 'to' }],
    });
    expect(await refused(service.activity(data, { from }))).toMatchObject({ code: 'BAD_INPUT' });
  });
});
