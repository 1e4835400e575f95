import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SurveyActivityChange } from '../../src/domain/read-models/survey-activity.js';
import type { SurveyActivityReads, SurveyActivityWrites } from '../../src/domain/read-models/survey-activity-store.js';
import { createSurveyActivityStore } from '../../src/stores/mongo/survey-activity-store.js';
import { minutesAfter, NOON, someId } from '../support/events.js';
import { createOwnMongo, type OwnMongo } from '../support/own-mongo.js';

const clock = { now: () => NOON };
let own: OwnMongo;
let store: SurveyActivityReads & SurveyActivityWrites;
beforeAll(async () => {
  own = await createOwnMongo();
  store = createSurveyActivityStore(own.mongo, { clock });
});
afterAll(() => own.drop());

const by = (consumer = 'analytics') => ({ consumer, eventId: someId('Event') });
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
});
