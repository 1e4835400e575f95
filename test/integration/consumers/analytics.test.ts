import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginningOf, surveyActivityOf } from '../../../src/domain/read-models/survey-activity.js';
import { createAnalyticsConsumer } from '../../../src/events/groups/analytics/analytics-consumer.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { collectionsOf } from '../../../src/stores/mongo/collections.js';
import type { Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { isMongoOutage } from '../../../src/stores/mongo/outage.js';
import { createSurveyActivityStore } from '../../../src/stores/mongo/survey-activity-store.js';
import {
  eventOf,
  minutesAfter,
  NOON,
  recordOf,
  responseSubmitted,
  someId,
  surveyCreated,
} from '../../support/events.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';

const clock = { now: () => NOON };
let own: OwnMongo;
beforeAll(async () => {
  own = await createOwnMongo();
});
afterAll(() => own.drop());

const aConsumer = (mongo: Mongo = own.mongo) => {
  const activity = createSurveyActivityStore(mongo, { clock });
  return { activity, consumer: createAnalyticsConsumer({ activity, isTransient: isMongoOutage }) };
};
const hours = (surveyId: string) =>
  aConsumer().activity.activity('acme', surveyId, 'hour', NOON, minutesAfter(NOON, 60));
const completed = async (surveyId: string) => (await hours(surveyId))[0]?.counts.completed ?? 0;
const anHour = (surveyId: string) => {
  const choice = { questionId: someId('Question'), optionId: someId('QuestionOption') };
  const responseId = someId('SurveyResponse');
  return [
    eventOf('gateway.response.started.v1', responseId, { responseId, surveyId, collectorId: someId('Collector') }),
    responseSubmitted(surveyId, { choices: [choice] }),
    responseSubmitted(surveyId, { choices: [choice], status: 'partial' }),
    surveyCreated({}, surveyId),
  ];
};

describe('the analytics consumer', () => {
  it('counts responses and choices once, of records that come twice, out of order and at the same time', async () => {
    const { consumer, activity } = aConsumer();
    const surveyId = someId('Survey');
    const records = anHour(surveyId).map((event) => recordOf(event, 'surveys'));
    await Promise.all(records.toReversed().map((record) => consumer.handle(record)));
    for (const record of [...records, ...records]) await consumer.handle(record);
    expect(await hours(surveyId)).toEqual([
      { from: NOON, counts: { started: 1, completed: 1, partial: 1, disqualified: 0, overquota: 0 } },
    ]);
    expect(await activity.choiceCounts('acme', surveyId)).toMatchObject([{ counts: { completed: 1, partial: 1 } }]);
  });

  it('counts once when it dies after the effect and before its offset is committed', async () => {
    const surveyId = someId('Survey');
    const record = recordOf(responseSubmitted(surveyId), 'surveys');
    await aConsumer().consumer.handle(record);
    await aConsumer(await own.another()).consumer.handle(record);
    expect(await completed(surveyId)).toBe(1);
  });

  it('counts nothing, and later once, when it dies between the effect and its commit', async () => {
    const surveyId = someId('Survey');
    const record = recordOf(responseSubmitted(surveyId), 'surveys');
    const dying = aConsumer({
      ...own.mongo,
      transaction: (work) =>
        own.mongo.transaction(async (session) => {
          await work(session);
          throw new Error('killed');
        }),
    });
    await expect(dying.consumer.handle(record)).rejects.toThrow('killed');
    expect(await completed(surveyId)).toBe(0);
    await aConsumer().consumer.handle(record);
    expect(await completed(surveyId)).toBe(1);
  });

  it('counts what two gateways handle at the same moment, colliding on the same counters', async () => {
    const surveyId = someId('Survey');
    const consumers = [aConsumer().consumer, aConsumer(await own.another()).consumer];
    const records = Array.from({ length: 40 }, () => recordOf(responseSubmitted(surveyId), 'surveys'));
    await Promise.all(records.flatMap((record) => consumers.map((consumer) => consumer.handle(record))));
    expect(await completed(surveyId)).toBe(40);
  });

  it('would count twice without the inbox (control)', async () => {
    const { surveyActivity } = collectionsOf(own.mongo.db);
    const surveyId = someId('Survey');
    const withoutInbox = async (event: GatewayEvent<'gateway.response.submitted.v1'>) => {
      const { tenant, at, measure } = surveyActivityOf(event)!;
      const from = beginningOf('hour', at);
      const document = { tenant, surveyId, unit: 'hour' as const, from };
      await surveyActivity.updateOne(
        { _id: `${surveyId}/hour` },
        { $setOnInsert: document, $inc: { [measure]: 1 } },
        { upsert: true },
      );
    };
    const event = responseSubmitted(surveyId);
    await withoutInbox(event);
    await withoutInbox(event);
    expect(await completed(surveyId)).toBe(2);
  });
});
