import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { eventLogPosition, type EventLogFilter } from '../../../src/domain/event-log/event-log.js';
import { minutesAfter, NOON, surveyCreated } from '../../support/events.js';
import type { SentCommand } from '../../support/mongo-plans.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';
import { createTestEventLog } from '../../support/published-events.js';

const DAY = 24 * 60;
const ENTRIES = 1_000;
/** Each page is found in the days after its beginning, which have six entries. */
const FEW = 20;
const clock = { now: () => minutesAfter(NOON, ENTRIES * 12 * 60) };
const tenant = 'old';
const sent: SentCommand[] = [];
let own: OwnMongo;
beforeAll(async () => {
  own = await createOwnMongo({
    onCommand: (name, command) => void sent.push({ name, command: structuredClone(command) }),
  });
  const log = createTestEventLog(own.mongo, { clock });
  for (let start = 0; start < ENTRIES; start += 200)
    await log.append(
      Array.from({ length: 200 }, (_, n) => surveyCreated({ tenant, now: minutesAfter(NOON, (start + n) * 12 * 60) })),
    );
}, 60_000);
beforeEach(() => void sent.splice(0));
afterAll(() => own.drop());

/** The commands that read this collection. */
const readsOf = (collection: string) =>
  sent.filter(({ name, command }) => name === 'aggregate' && command[name] === collection);
/** The entries in the ranges that were read: a server may read all of them, however few it returns. */
async function entriesRead(): Promise<number> {
  const counts = readsOf('event_log').map(({ command }) => {
    const [{ $match } = {}] = command['pipeline'] as Document[];
    return own.mongo.db.collection('event_log').countDocuments($match as Document);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
const oldest = async (log: ReturnType<typeof createTestEventLog>, filter: EventLogFilter = {}) => {
  const { items } = await log.page(tenant, filter, { first: 3 }, 'ascending');
  return items.map(({ occurredAt }) => (occurredAt.getTime() - NOON.getTime()) / 60_000 / DAY);
};

describe('the oldest entries of the log', () => {
  it('are read from its beginning on, which is looked up once', async () => {
    const log = createTestEventLog(own.mongo, { clock });
    expect(await oldest(log)).toEqual([0, 0.5, 1]);
    expect(readsOf('event_activity')).toHaveLength(1);
    sent.length = 0;
    expect(await oldest(log)).toEqual([0, 0.5, 1]);
    expect(readsOf('event_activity')).toEqual([]);
    expect(await entriesRead()).toBeLessThan(FEW);
  });

  it('are few of the entries, also of some types or from a time on', async () => {
    const log = createTestEventLog(own.mongo, { clock });
    const types = ['gateway.survey.created.v1', 'gateway.survey.closed.v1'] as const;
    for (const filter of [{ types: [types[0]] }, { from: minutesAfter(NOON, 100 * DAY) }]) {
      await oldest(log, filter);
      sent.length = 0;
      expect(await oldest(log, filter)).toEqual('from' in filter ? [100, 100.5, 101] : [0, 0.5, 1]);
      expect(await entriesRead()).toBeLessThan(FEW);
    }
  });

  it('are all the entries of a range without a beginning (control)', async () => {
    await own.mongo.db
      .collection('event_log')
      .aggregate([{ $match: { tenant } }, { $limit: 3 }])
      .toArray();
    expect(await entriesRead()).toBe(ENTRIES);
  });

  it('begin with entries that occurred earlier and came later', async () => {
    const log = createTestEventLog(own.mongo, { clock });
    await oldest(log);
    const early = surveyCreated({ tenant, now: minutesAfter(NOON, -500 * DAY) });
    await log.append([early]);
    expect(await oldest(log)).toEqual([-500, 0, 0.5]);
    expect(await oldest(log)).toEqual([-500, 0, 0.5]);
    const rest = await log.page(tenant, {}, { first: 2, after: eventLogPosition(early) }, 'ascending');
    expect(rest.items.map(({ occurredAt }) => occurredAt)).toEqual([NOON, minutesAfter(NOON, DAY / 2)]);
    await own.mongo.db.collection<{ _id: string }>('event_log').deleteOne({ _id: early.id });
    expect(await oldest(log)).toEqual([0, 0.5, 1]);
  });

  it('are found beyond a time without entries', async () => {
    const log = createTestEventLog(own.mongo, { clock });
    const filter = { from: minutesAfter(NOON, -100 * DAY) };
    expect(await oldest(log, filter)).toEqual([0, 0.5, 1]);
    await log.append([
      surveyCreated({ tenant, now: minutesAfter(NOON, -300 * DAY) }),
      surveyCreated({ tenant, now: minutesAfter(NOON, -200 * DAY) }),
    ]);
    await oldest(log);
    sent.length = 0;
    expect(await oldest(log, filter)).toEqual([0, 0.5, 1]);
    expect(await entriesRead()).toBeLessThan(FEW);
    expect(await oldest(log, { to: minutesAfter(NOON, -250 * DAY) })).toEqual([-300]);
    expect(await oldest(log, { from: minutesAfter(NOON, -150 * DAY), to: minutesAfter(NOON, -50 * DAY) })).toEqual([]);
    expect(await log.page('nobody', {}, { first: 3 }, 'ascending')).toMatchObject({ items: [], hasNextPage: false });
  });
});
