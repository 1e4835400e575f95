import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventLogPosition, type EventLogFilter } from '../../../src/domain/event-log/event-log.js';
import { createSeatInventoryStore } from '../../../src/stores/mongo/seat-inventory-store.js';
import { createSurveyActivityStore } from '../../../src/stores/mongo/survey-activity-store.js';
import { minutesAfter, NOON, positionAt, someId, surveyCreated } from '../../support/events.js';
import { plansOf, type SentCommand } from '../../support/mongo-plans.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';
import { createTestEventLog } from '../../support/published-events.js';

const clock = { now: () => minutesAfter(NOON, 60) };
const tenant = 'acme';
/** What a process notes of its own life, and the generations of the read models, which it reads every second. */
const BY_TIMERS: ReadonlySet<string> = new Set(['transacting_processes', 'read_model_generations']);
const sent: SentCommand[] = [];
let own: OwnMongo;
beforeAll(async () => {
  own = await createOwnMongo({
    eventLogRetentionDays: 3650,
    onCommand(name, command) {
      if (!BY_TIMERS.has(String(command[name]))) sent.push({ name, command: structuredClone(command) });
    },
  });
});
afterAll(() => own.drop());

/** The plans of what `work` asks of the server, and fails when it asks nothing. */
async function plansDuring(work: () => Promise<unknown>) {
  sent.length = 0;
  await work();
  const commands = [...sent];
  const plans = await plansOf(own.mongo, commands);
  expect(plans.length).toBeGreaterThan(0);
  return {
    plans,
    /** The commands that it sent, each with its collection. */
    statements: commands
      .filter(({ name }) => !['endSessions', 'commitTransaction'].includes(name))
      .map(({ name, command }) => `${name} ${String(command[name])}`),
  };
}
async function expectIndexes(work: () => Promise<unknown>) {
  const { plans } = await plansDuring(work);
  for (const { query, stages, indexes } of plans) {
    const byKey = stages.some((stage) => stage === 'IDHACK' || stage.startsWith('EXPRESS'));
    expect({ query, scans: stages.includes('COLLSCAN'), indexed: byKey || indexes.length > 0 }).toEqual({
      query,
      scans: false,
      indexed: true,
    });
  }
}

const from = minutesAfter(NOON, -90);
const to = minutesAfter(NOON, 30);
const filters: [string, EventLogFilter][] = [
  ['nothing', {}],
  ['a type', { types: ['gateway.survey.created.v1'] }],
  ['types', { types: ['gateway.survey.created.v1', 'gateway.survey.closed.v1'] }],
  ['an actor', { actor: 'ada' }],
  ['an aggregate', { aggregateId: someId('Survey') }],
  ['everything', { aggregateId: someId('Survey'), actor: 'ada', types: ['gateway.survey.created.v1'], from, to }],
  ['a range', { from, to }],
  [
    'an actor, types and a range',
    { actor: 'ada', types: ['gateway.survey.created.v1', 'gateway.survey.closed.v1'], from, to },
  ],
];

describe('every query of the Mongo stores is answered by an index', () => {
  const log = () => createTestEventLog(own.mongo, { clock });
  const [entry] = [surveyCreated()];

  it.each(filters)('pages and counts of the log by %s', async (_, filter) => {
    await expectIndexes(() => log().page(tenant, filter, { first: 20 }));
    await expectIndexes(() => log().page(tenant, filter, { first: 20, after: eventLogPosition(entry) }));
    await expectIndexes(() => log().count(tenant, filter));
    await expectIndexes(() => log().page(tenant, filter, { first: 20 }, 'ascending'));
    await expectIndexes(() => log().page(tenant, filter, { first: 20, after: eventLogPosition(entry) }, 'ascending'));
  });

  it('the rest of the log', async () => {
    await expectIndexes(() => log().append([entry, surveyCreated()]));
    await expectIndexes(() => log().entriesByIds(tenant, [entry.id, someId('Event')]));
    await expectIndexes(() => log().entriesByIds(tenant, [entry.id]));
    await expectIndexes(() => log().activity(tenant, from, to, undefined));
    await expectIndexes(() => log().activity(tenant, from, to, ['gateway.survey.created.v1']));
  });

  it('the seat inventory', async () => {
    const store = createSeatInventoryStore(own.mongo);
    const showId = someId('Show');
    for (const version of [1, 3])
      await expectIndexes(() =>
        store.apply(
          { kind: 'seats-changed', showId, tenant, version, seats: [{ label: 'A1', status: 'held' }] },
          positionAt(version),
        ),
      );
    await expectIndexes(() => store.inventory(showId));
    await expectIndexes(() => store.inventories([showId, someId('Show')]));
    await expectIndexes(() => store.summaries([showId, someId('Show')]));
    await expectIndexes(() => store.withMissingChanges(tenant, 10));
  });

  it('survey activity', async () => {
    const store = createSurveyActivityStore(own.mongo, { clock });
    const surveyId = someId('Survey');
    const choices = [{ questionId: someId('Question'), optionId: someId('QuestionOption') }];
    await expectIndexes(() =>
      store.applyOnce(
        { consumer: 'analytics', eventId: someId('Event'), position: positionAt(1) },
        { tenant, surveyId, at: NOON, measure: 'completed', choices },
      ),
    );
    await expectIndexes(() => store.activity(tenant, surveyId, 'hour', from, to));
    await expectIndexes(() => store.choiceCounts(tenant, surveyId));
    const surveyIds = [surveyId, someId('Survey')];
    await expectIndexes(() => store.totals(tenant, surveyIds));
    await expectIndexes(() => store.activityOfSurveys(tenant, surveyIds, 'day', from, to));
    await expectIndexes(() => store.choiceCountsOfSurveys(tenant, surveyIds));
  });

  it('and the check would see one that is not (control)', async () => {
    const { plans } = await plansDuring(() => own.mongo.db.collection('event_log').find({ data: 'x' }).toArray());
    expect(plans[0]?.stages).toContain('COLLSCAN');
  });
});

describe('the number of statements', () => {
  it('is bounded whatever the size of the page or the log', async () => {
    const log = createTestEventLog(own.mongo, { clock });
    const many = 'many';
    await log.append(
      Array.from({ length: 300 }, (_, n) => surveyCreated({ tenant: many, now: minutesAfter(NOON, -n * 20) })),
    );
    for (const first of [1, 10, 100]) {
      const { statements } = await plansDuring(() => log.page(many, {}, { first }));
      expect(statements.length).toBeLessThanOrEqual(5);
      // One more, for the hour to begin in.
      expect(
        (await plansDuring(() => log.page(many, {}, { first }, 'ascending'))).statements.length,
      ).toBeLessThanOrEqual(6);
    }
    expect((await plansDuring(() => log.count(many, { from, to }))).statements.length).toBeLessThanOrEqual(3);
    const ids = (await log.page(many, {}, { first: 100 })).items.map(({ id }) => id);
    expect((await plansDuring(() => log.entriesByIds(many, ids))).statements).toEqual([expect.any(String)]);
  });

  it('is one for the read models of a hundred shows or surveys', async () => {
    const hundred = (kind: 'Show' | 'Survey') => Array.from({ length: 100 }, () => someId(kind));
    const inventories = createSeatInventoryStore(own.mongo);
    const activity = createSurveyActivityStore(own.mongo, { clock });
    for (const read of [
      () => inventories.summaries(hundred('Show')),
      () => inventories.inventories(hundred('Show')),
      () => activity.totals(tenant, hundred('Survey')),
      () => activity.activityOfSurveys(tenant, hundred('Survey'), 'day', from, to),
      () => activity.choiceCountsOfSurveys(tenant, hundred('Survey')),
    ])
      expect((await plansDuring(read)).statements).toEqual([expect.any(String)]);
  });
});
