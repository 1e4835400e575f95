import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { containsEvent } from '../../../src/contracts/as-of.js';
import type { SurveyActivityWrites } from '../../../src/domain/read-models/survey-activity-store.js';
import { createAnalyticsConsumer } from '../../../src/events/groups/analytics/analytics-consumer.js';
import type { ConsumerDefinition } from '../../../src/events/kafka/kafka-port.js';
import { partitionFor } from '../../../src/events/produce/partition-for.js';
import { isMongoOutage } from '../../../src/stores/mongo/outage.js';
import { createSurveyActivityStore } from '../../../src/stores/mongo/survey-activity-store.js';
import { NOON, responseSubmitted, someId } from '../../support/events.js';
import { createOwnConsumers, noting, type OwnConsumers } from '../../support/own-consumers.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';
import { until } from '../../support/until.js';

let kafka: OwnConsumers;
let mongo: OwnMongo;
beforeAll(async () => {
  [kafka, mongo] = await Promise.all([createOwnConsumers(), createOwnMongo()]);
});
afterEach(() => kafka.stopRunning());
afterAll(async () => {
  await Promise.all([kafka.drop(), mongo.drop()]);
});

/** Responses to one survey, as different aggregates of one partition. */
function responsesInOnePartition(surveyId: string, count: number) {
  const events: ReturnType<typeof responseSubmitted>[] = [];
  while (events.length < count) {
    const event = responseSubmitted(surveyId);
    if (partitionFor(event.aggregateId, 6) === 2) events.push(event);
  }
  return events;
}

/**
 * Twelve responses to a survey, the fifth of which cannot be counted until `release`. The group of `definitionOf` has
 * begun with it, and has done what it can meanwhile.
 */
async function withOneDelayed(definitionOf: (definition: ConsumerDefinition) => Partial<ConsumerDefinition>) {
  const surveyId = someId('Survey');
  const events = responsesInOnePartition(surveyId, 12);
  const delayed = events[4]!;
  const store = createSurveyActivityStore(mongo.mongo, { clock: { now: () => NOON } });
  let release = () => undefined as void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let tried = false;
  const activity: Pick<SurveyActivityWrites, 'applyTogether'> = {
    async applyTogether(given) {
      if (given.some(({ eventId }) => eventId === delayed.id)) {
        if (given.length > 1) throw new Error('One of them cannot be counted yet');
        tried = true;
        await released;
      }
      return store.applyTogether(given);
    },
  };
  const definition = createAnalyticsConsumer({ activity: { ...store, ...activity }, isTransient: isMongoOutage });
  const group = await kafka.aGroup();
  await kafka.publisher.publish(events);
  const positions = noting(events);
  await kafka.aConsumer({ group: await kafka.aGroup(), topics: ['surveys'], handle: positions.handle }).start();
  await until('the offsets are known', () => positions.noted.length === events.length);
  await kafka.aConsumer({ ...definition, ...definitionOf(definition), group }).start();
  await until('it is being counted', () => tried);
  const total = async () => (await store.totals('acme', [surveyId])).get(surveyId);
  return { release, total, offsets: positions.noted.map(({ offset }) => offset), delayed: positions.noted[4]! };
}

describe('the position that survey activity is as of', () => {
  it('does not pass an event that is not counted yet, though later ones are there to be counted', async () => {
    const { release, total, offsets, delayed } = await withOneDelayed(() => ({}));
    const meanwhile = await total();
    expect(meanwhile?.counts.completed).toBe(4);
    expect(containsEvent(meanwhile!.asOf, delayed)).toBe(false);
    expect(meanwhile?.asOf?.offsets).toEqual([{ topic: 'surveys', partition: 2, offset: offsets[3] }]);
    release();
    await until('all are counted', async () => (await total())?.counts.completed === 12);
    expect((await total())?.asOf).toEqual({
      at: NOON,
      offsets: [{ topic: 'surveys', partition: 2, offset: offsets[11] }],
    });
  });

  it('would pass it if the records of a partition were counted independently (control)', async () => {
    // Without `handleTogether`, the records of different responses are handled at the same time.
    const { release, total, delayed } = await withOneDelayed(({ handle }) => ({ handle, handleTogether: undefined! }));
    await until('the later ones are counted', async () => (await total())?.counts.completed === 11);
    expect(containsEvent((await total())!.asOf, delayed)).toBe(true);
    release();
    await until('all are counted', async () => (await total())?.counts.completed === 12);
  });
});
