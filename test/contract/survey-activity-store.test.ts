import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SurveyActivityChange } from '../../src/domain/read-models/survey-activity.js';
import type { SurveyActivityReads, SurveyActivityWrites } from '../../src/domain/read-models/survey-activity-store.js';
import { collectionsOf } from '../../src/stores/mongo/collections.js';
import { createSurveyActivityStore } from '../../src/stores/mongo/survey-activity-store.js';
import { minutesAfter, NOON, positionAt, someId } from '../support/events.js';
import { createOwnMongo, type OwnMongo } from '../support/own-mongo.js';

const clock = { now: () => NOON };
let own: OwnMongo;
let store: SurveyActivityReads & SurveyActivityWrites;
beforeAll(async () => {
  own = await createOwnMongo();
  store = createSurveyActivityStore(own.mongo, { clock });
});
afterAll(() => own.drop());

const at = (offset: number, partition = 0, when = NOON) =>
  positionAt(offset, { topic: 'surveys', partition, at: when });
const by = (position = at(1)) => ({ consumer: 'analytics', eventId: someId('Event'), position });
const change = (surveyId: string, more: Partial<SurveyActivityChange> = {}): SurveyActivityChange => ({
  tenant: 'acme',
  surveyId,
  at: NOON,
  measure: 'completed',
  choices: [],
  ...more,
});
const counts = (more: object) => ({ started: 0, completed: 0, partial: 0, disqualified: 0, overquota: 0, ...more });
const day = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-03T00:00:00Z')] as const;

describe('survey activity', () => {
  it('is counted by hour and by day', async () => {
    const surveyId = someId('Survey');
    const late = minutesAfter(NOON, 13 * 60);
    await store.applyOnce(by(), change(surveyId, { measure: 'started' }));
    await store.applyOnce(by(), change(surveyId, { at: minutesAfter(NOON, 59) }));
    await store.applyOnce(by(), change(surveyId, { at: minutesAfter(NOON, 60), measure: 'overquota' }));
    await store.applyOnce(by(), change(surveyId, { at: late }));
    expect(await store.activity('acme', surveyId, 'hour', ...day)).toEqual([
      { from: NOON, counts: counts({ started: 1, completed: 1 }) },
      { from: minutesAfter(NOON, 60), counts: counts({ overquota: 1 }) },
      { from: late, counts: counts({ completed: 1 }) },
    ]);
    expect(await store.activity('acme', surveyId, 'day', ...day)).toEqual([
      { from: day[0], counts: counts({ started: 1, completed: 1, overquota: 1 }) },
      { from: new Date('2026-03-02T00:00:00Z'), counts: counts({ completed: 1 }) },
    ]);
    expect(await store.activity('acme', surveyId, 'hour', minutesAfter(NOON, 60), late)).toHaveLength(1);
  });

  it('counts choices by how their responses ended', async () => {
    const surveyId = someId('Survey');
    const questionId = someId('Question');
    const [a, b] = [someId('QuestionOption'), someId('QuestionOption')].sort() as [string, string];
    await store.applyOnce(
      by(),
      change(surveyId, {
        choices: [
          { questionId, optionId: a },
          { questionId, optionId: b },
        ],
      }),
    );
    await store.applyOnce(by(), change(surveyId, { choices: [{ questionId, optionId: a }] }));
    await store.applyOnce(by(), change(surveyId, { choices: [{ questionId, optionId: b }], measure: 'partial' }));
    const none = { completed: 0, partial: 0, disqualified: 0, overquota: 0 };
    expect(await store.choiceCounts('acme', surveyId)).toEqual([
      { questionId, optionId: a, counts: { ...none, completed: 2 } },
      { questionId, optionId: b, counts: { ...none, completed: 1, partial: 1 } },
    ]);
  });

  it('counts an event once per consumer, whoever applies it and when', async () => {
    const surveyId = someId('Survey');
    const other = createSurveyActivityStore(await own.another(), { clock });
    const events = Array.from({ length: 25 }, () => by());
    const first = await Promise.all(
      events.flatMap((event) => [store, other, store].map((each) => each.applyOnce(event, change(surveyId)))),
    );
    expect(first.filter(Boolean)).toHaveLength(25);
    expect(await store.applyOnce(events[0]!, change(surveyId))).toBe(false);
    expect(await store.activity('acme', surveyId, 'day', ...day)).toEqual([
      { from: day[0], counts: counts({ completed: 25 }) },
    ]);
    expect(await store.applyOnce({ ...events[0]!, consumer: 'another' }, change(surveyId))).toBe(true);
  });

  it("is nobody else's, and takes no operator for a value", async () => {
    const surveyId = someId('Survey');
    await store.applyOnce(by(), change(surveyId));
    expect(await store.activity('globex', surveyId, 'day', ...day)).toEqual([]);
    expect(await store.choiceCounts('globex', surveyId)).toEqual([]);
    const operator = { $ne: null } as never;
    await expect(store.activity(operator, surveyId, 'day', ...day)).rejects.toThrow(TypeError);
    await expect(store.activity('acme', operator, 'day', ...day)).rejects.toThrow(TypeError);
    await expect(store.choiceCounts(operator, operator)).rejects.toThrow(TypeError);
  });

  it('is summed for many surveys at once', async () => {
    const surveys = [someId('Survey'), someId('Survey'), someId('Survey')] as const;
    const [busy, started, silent] = surveys;
    await store.applyTogether([
      { ...by(at(1)), change: change(busy) },
      { ...by(at(2)), change: change(busy, { at: minutesAfter(NOON, 24 * 60), measure: 'partial' }) },
      { ...by(at(3)), change: change(started, { measure: 'started' }) },
    ]);
    const totals = await store.totals('acme', surveys);
    expect(totals.get(busy)?.counts).toEqual(counts({ completed: 1, partial: 1 }));
    expect(totals.get(started)?.counts).toEqual(counts({ started: 1 }));
    expect(totals.has(silent)).toBe(false);
    const days = await store.activityOfSurveys('acme', surveys, 'day', ...day);
    expect(days.get(busy)).toEqual(await store.activity('acme', busy, 'day', ...day));
    expect([...days.keys()].sort()).toEqual([busy, started].sort());
    expect(await store.totals('globex', surveys)).toEqual(new Map());
    const operator = { $ne: null } as never;
    await expect(store.totals('acme', [operator])).rejects.toThrow(TypeError);
    await expect(store.choiceCountsOfSurveys('acme', [operator])).rejects.toThrow(TypeError);
  });

  describe('the position it is as of', () => {
    const asOf = async (surveyId: string) => (await store.totals('acme', [surveyId])).get(surveyId)?.asOf;
    const offset = (reached: number, partition = 0) => ({ topic: 'surveys', partition, offset: BigInt(reached) });

    it('has the furthest offset of each partition, and the time of the newest event', async () => {
      const surveyId = someId('Survey');
      await store.applyOnce(by(at(7, 3, minutesAfter(NOON, 2))), change(surveyId));
      await store.applyTogether([
        { ...by(at(5_000_000_000, 1)), change: change(surveyId) },
        { ...by(at(9, 3)), change: change(surveyId) },
      ]);
      expect(await asOf(surveyId)).toEqual({
        at: minutesAfter(NOON, 2),
        offsets: [offset(5_000_000_000, 1), offset(9, 3)],
      });
    });

    it('does not move back for what is delivered again, and moves on for what was published twice', async () => {
      const surveyId = someId('Survey');
      const [first, second] = [by(at(4)), by(at(8))];
      for (const event of [first, second, second, first]) await store.applyOnce(event, change(surveyId));
      expect(await asOf(surveyId)).toMatchObject({ offsets: [offset(8)] });
      expect(await store.applyOnce({ ...first, position: at(11) }, change(surveyId))).toBe(false);
      expect(await store.totals('acme', [surveyId])).toEqual(
        new Map([
          [
            surveyId,
            { surveyId, tenant: 'acme', counts: counts({ completed: 2 }), asOf: { at: NOON, offsets: [offset(11)] } },
          ],
        ]),
      );
    });

    it('stays when the transaction of the counts is rolled back', async () => {
      const surveyId = someId('Survey');
      await store.applyOnce(by(at(1)), change(surveyId));
      const dying = createSurveyActivityStore(
        {
          ...own.mongo,
          transaction: (work) =>
            own.mongo.transaction(async (session) => {
              await work(session);
              throw new Error('killed');
            }),
        },
        { clock },
      );
      await expect(dying.applyOnce(by(at(2)), change(surveyId))).rejects.toThrow('killed');
      expect(await asOf(surveyId)).toMatchObject({ offsets: [offset(1)] });
      expect((await store.totals('acme', [surveyId])).get(surveyId)?.counts.completed).toBe(1);
    });

    it('is null for counts from before positions were recorded', async () => {
      const surveyId = someId('Survey');
      await store.applyOnce(by(at(1)), change(surveyId));
      await collectionsOf(own.mongo.db).surveyActivity.deleteOne({ _id: `${surveyId}/asOf` });
      expect((await store.totals('acme', [surveyId])).get(surveyId)).toEqual({
        surveyId,
        tenant: 'acme',
        counts: counts({ completed: 1 }),
        asOf: null,
      });
    });

    it('never has an offset that the counts lack, while events are counted', async () => {
      const surveyId = someId('Survey');
      const other = createSurveyActivityStore(await own.another(), { clock });
      let counting = true;
      const counted = (async () => {
        for (let n = 0; n < 60; n += 1)
          await other.applyOnce(by(at(n)), change(surveyId, { at: minutesAfter(NOON, n * 24 * 60) }));
        counting = false;
      })();
      while (counting) {
        const activity = (await store.totals('acme', [surveyId])).get(surveyId);
        const reached = Number(activity?.asOf?.offsets[0]?.offset ?? -1n);
        expect(activity?.counts.completed ?? 0).toBeGreaterThanOrEqual(reached + 1);
      }
      await counted;
    }, 90_000);
  });

  it('counts events that are applied together all or not at all', async () => {
    const surveyId = someId('Survey');
    const unstorable = { ...change(surveyId), choices: [{ questionId: 'q', optionId: Symbol('none') as never }] };
    await expect(
      store.applyTogether([
        { ...by(at(1)), change: change(surveyId) },
        { ...by(at(2)), change: unstorable },
      ]),
    ).rejects.toThrow();
    expect(await store.totals('acme', [surveyId])).toEqual(new Map());
  });
});
