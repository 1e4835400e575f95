import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seeded } from '../../../lab/stores-comparison/seeded.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { createInsightService, type ResultsRequest } from '../../../src/domain/surveys/insight-service.js';
import type { QuestionResult } from '../../../src/domain/surveys/results.js';
import { createAnalyticsConsumer } from '../../../src/events/groups/analytics/analytics-consumer.js';
import { partitionFor } from '../../../src/events/produce/partition-for.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { DomainError } from '../../../src/kernel/errors.js';
import type { EventRecord } from '../../../src/events/kafka/kafka-port.js';
import { ANONYMOUS, type Member } from '../../../src/kernel/viewer.js';
import type { Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { isMongoOutage } from '../../../src/stores/mongo/outage.js';
import { createResultRollUps } from '../../../src/stores/mongo/result-roll-up-store.js';
import { createSurveyActivityStore } from '../../../src/stores/mongo/survey-activity-store.js';
import { eventOf, someId } from '../../support/events.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';
import { everyKindOfQuestion, shuffled, someAnswers } from '../../support/random-survey.js';
import { openSurveys, type SurveyBench } from '../../support/survey-bench.js';

const OWNER: Member = { role: 'owner', subject: 'olga', tenant: 'acme' };
const PARTITIONS = 6;
const COMPLETED: ResultsRequest = { statuses: ['completed'], fresh: false };
const FILTERS: readonly ResultsRequest['statuses'][] = [
  ['completed'],
  ['partial', 'disqualified'],
  ['completed', 'partial', 'disqualified', 'overquota'],
];

let bench: SurveyBench;
// The embedded server takes some milliseconds for each document that it drops, so tests have few events.
let models: readonly OwnMongo[];
beforeAll(async () => {
  bench = await openSurveys();
  models = [await createOwnMongo(), await createOwnMongo()];
});
afterAll(async () => {
  for (const model of models) await model.drop();
  await bench?.stop();
}, 120_000);

/** A read model that has no event of the test's survey, the consumer that fills it, and the results read from it. */
function aReadModel(which: 0 | 1 = 0) {
  const own = models[which]!;
  return { own, ...readModelOn(own.mongo) };
}
function readModelOn(mongo: Mongo) {
  const activity = createSurveyActivityStore(mongo, { clock: systemClock });
  const consumer = createAnalyticsConsumer({ activity, isTransient: isMongoOutage });
  const insights = createInsightService({ reads: bench.reads, rollUps: createResultRollUps(mongo) });
  return {
    activity,
    insights,
    /** Delivers records, each partition in its order and together with the others. */
    async deliver(records: readonly EventRecord[], atOnce = 20) {
      await Promise.all(
        Array.from({ length: PARTITIONS }, async (_, partition) => {
          const own = records.filter((record) => record.partition === partition);
          for (let start = 0; start < own.length; start += atOnce)
            await consumer.handleTogether!(own.slice(start, start + atOnce));
        }),
      );
    },
  };
}

async function aSurvey(random: () => number) {
  const survey = await bench.surveys.create(OWNER, { title: 'Any', pages: [everyKindOfQuestion(random)] }, {});
  await bench.surveys.publish(OWNER, { id: survey.id }, {});
  const { slug } = await bench.collectors.create(OWNER, { surveyId: survey.id, name: 'Link' }, {});
  const { pages } = await bench.surveys.get(OWNER, survey.id, { pages: { questions: {} } });
  const questions = pages!.flatMap((page) => page.questions!);
  return {
    id: survey.id,
    slug,
    questions,
    async respond(count: number) {
      for (let left = count; left > 0; left -= 100)
        await bench.responses.respondAll(
          ANONYMOUS,
          slug,
          {
            responses: Array.from({ length: Math.min(left, 100) }, () => ({
              answers: someAnswers(random, questions),
              partial: random() < 0.1,
            })),
          },
          {},
        );
    },
    /** The survey's events as the topic has them. */
    async records(): Promise<EventRecord[]> {
      const ends = new Map<number, bigint>();
      return (await bench.events())
        .filter(({ data }) => 'surveyId' in data && data.surveyId === survey.id)
        .map((event: GatewayEvent) => {
          const partition = partitionFor(event.aggregateId, PARTITIONS);
          const offset = ends.get(partition) ?? 0n;
          ends.set(partition, offset + 1n);
          return { topic: 'surveys', partition, offset, event };
        });
    },
  };
}

/** The same results but for `asOf`, and for what sums of doubles may differ by. */
function expectSame(rolledUp: readonly QuestionResult[], fresh: readonly QuestionResult[]): void {
  const near = (wanted: number | null) =>
    wanted === null ? null : expect.closeTo(wanted, -Math.log10(2 * (Math.abs(wanted) * 1e-12 + 1e-9)));
  expect(rolledUp).toEqual(
    fresh.map((exact) => ({
      ...exact,
      asOf: expect.objectContaining({ at: expect.any(Date) }),
      mean: near(exact.mean),
      median: near(exact.median),
    })),
  );
}

async function expectCaughtUp(insights: ReturnType<typeof aReadModel>['insights'], surveyId: string) {
  for (const statuses of FILTERS) {
    const ask = (fresh: boolean) => insights.resultsOf(OWNER, surveyId, { statuses, fresh });
    expectSame(await ask(false), await ask(true));
  }
}

describe('rolled-up results', () => {
  it.each([1, 2, 3])('are those of a scan, for every kind of question and answer (seed %i)', async (seed) => {
    const survey = await aSurvey(seeded(seed));
    const { insights, deliver } = aReadModel();
    await survey.respond(40);
    await deliver(await survey.records());
    await expectCaughtUp(insights, survey.id);
  });

  it('count each event once when records come again, and in any order across aggregates', async () => {
    const random = seeded(4);
    const survey = await aSurvey(random);
    const { own, insights, deliver } = aReadModel();
    const other = readModelOn(await own.another());
    await survey.respond(30);
    const records = await survey.records();
    // The survey's own events may come after all responses, and each record may come any number of times.
    await deliver(shuffled(random, records).filter(({ event }) => event.aggregateId !== survey.id));
    const [result] = await insights.resultsOf(OWNER, survey.id, COMPLETED);
    expect(result?.asOf).toBeNull();
    await Promise.all([deliver(shuffled(random, records), 7), other.deliver(shuffled(random, records), 3)]);
    await deliver(records);
    await expectCaughtUp(insights, survey.id);
  });

  it('would count twice an event that comes with another ID (control)', async () => {
    const survey = await aSurvey(seeded(5));
    const { insights, deliver } = aReadModel();
    await survey.respond(10);
    await deliver(await survey.records());
    const again = (await survey.records()).map(({ event, ...record }) => ({
      ...record,
      event: { ...event, id: someId('Event') },
    }));
    await deliver(again);
    await expect(expectCaughtUp(insights, survey.id)).rejects.toThrow();
  });

  it('are the same, to the last digit, when they are built anew from the log', async () => {
    const random = seeded(6);
    const survey = await aSurvey(random);
    const [first, second] = [aReadModel(0), aReadModel(1)];
    for (let round = 0; round < 3; round += 1) {
      await survey.respond(40);
      await first.deliver(await survey.records());
    }
    await second.deliver(await survey.records(), 100);
    await expectCaughtUp(first.insights, survey.id);
    for (const statuses of FILTERS) {
      const request = { statuses, fresh: false };
      expect(await second.insights.resultsOf(OWNER, survey.id, request)).toEqual(
        await first.insights.resultsOf(OWNER, survey.id, request),
      );
    }
  }, 120_000);

  it('say by asOf what they contain, while their consumer is behind', async () => {
    const survey = await aSurvey(seeded(7));
    const { insights, deliver } = aReadModel();
    await survey.respond(20);
    const before = await survey.records();
    await deliver(before);
    await survey.respond(20);
    const after = await survey.records();
    const [behind] = await insights.resultsOf(OWNER, survey.id, COMPLETED);
    const [fresh] = await insights.resultsOf(OWNER, survey.id, { ...COMPLETED, fresh: true });
    const last = (records: EventRecord[], partition: number) =>
      records.findLast((record) => record.partition === partition)?.offset;
    for (const { partition, offset } of behind!.asOf!.offsets) expect(offset).toBe(last(before, partition));
    expect(behind!.answered + behind!.skipped).toBeLessThan(fresh!.answered + fresh!.skipped);
    await deliver(after.slice(before.length));
    await expectCaughtUp(insights, survey.id);
  });

  it('count a response that is saved in parts when it is submitted, as it is then', async () => {
    const survey = await aSurvey(seeded(8));
    const { insights, deliver } = aReadModel();
    const { response, responseToken } = await bench.responses.start(ANONYMOUS, survey.slug, {});
    const number = survey.questions.find(({ subtype }) => subtype === 'integer')!.id;
    const [, choice] = survey.questions;
    const save = (answers: unknown) =>
      bench.responses.saveAnswers(ANONYMOUS, { responseId: response.id, responseToken, answers }, {});
    await save([{ questionId: number, number: 1 }]);
    await save([{ questionId: number, number: 2 }]);
    await deliver(await survey.records());
    await expectCaughtUp(insights, survey.id);
    const inProgress = await insights.resultsOf(OWNER, survey.id, { statuses: ['in_progress'], fresh: false });
    expect(inProgress.find(({ question }) => question.id === number)).toMatchObject({ answered: 1, asOf: null });
    await bench.responses.submit(
      ANONYMOUS,
      {
        responseId: response.id,
        responseToken,
        answers: [{ questionId: choice!.id, optionIds: [choice!.options[0]!.id] }],
      },
      {},
    );
    await deliver(await survey.records());
    await expectCaughtUp(insights, survey.id);
    const results = await insights.resultsOf(OWNER, survey.id, COMPLETED);
    expect(results.find(({ question }) => question.id === number)).toMatchObject({ answered: 1, mean: 2 });
  });

  it('are of the questions that the survey has when it is published', async () => {
    const survey = await bench.surveys.create(OWNER, { title: 'Edited', pages: [everyKindOfQuestion(seeded(9))] }, {});
    const { pages } = await bench.surveys.get(OWNER, survey.id, { pages: { questions: {} } });
    await bench.content.deleteQuestion(OWNER, { id: pages![0]!.questions![1]!.id }, {});
    await bench.content.addQuestion(
      OWNER,
      { pageId: pages![0]!.id, question: { heading: 'New', family: 'open_ended' } },
      {},
    );
    const { insights, deliver } = aReadModel();
    const created = (await bench.events()).filter(({ aggregateId }) => aggregateId === survey.id);
    await deliver(
      created.map((event, offset) => ({ topic: 'surveys', partition: 0, offset: BigInt(offset), event }) as const),
    );
    await expectCaughtUp(insights, survey.id);
  });

  it('are not kept of a deleted survey, whose late events change nothing', async () => {
    const survey = await aSurvey(seeded(10));
    const { own, deliver } = aReadModel();
    await survey.respond(10);
    const records = await survey.records();
    await deliver(records.slice(0, -4));
    const partition = partitionFor(survey.id, PARTITIONS);
    const event = eventOf('gateway.survey.deleted.v1', survey.id, { surveyId: survey.id });
    await deliver([{ topic: 'surveys', partition, offset: 1_000n, event }]);
    await deliver(records);
    const kept = await own.mongo.db.collection('survey_result_tallies').find({ surveyId: survey.id }).toArray();
    expect(kept).toMatchObject([{ rollUp: { state: 'deleted', responses: {} } }]);
  });

  describe('are not answered, and all responses are read,', () => {
    const expectScanned = async (insights: ReturnType<typeof aReadModel>['insights'], surveyId: string) => {
      const scanned = await insights.resultsOf(OWNER, surveyId, COMPLETED);
      expect(scanned).toEqual(await insights.resultsOf(OWNER, surveyId, { ...COMPLETED, fresh: true }));
      expect(scanned.every(({ asOf }) => asOf === null)).toBe(true);
    };

    it('when the read model has never seen the survey, or not its beginning', async () => {
      const survey = await aSurvey(seeded(11));
      const { insights, deliver } = aReadModel();
      await survey.respond(10);
      await expectScanned(insights, survey.id);
      await deliver((await survey.records()).filter(({ event }) => event.aggregateId !== survey.id));
      await expectScanned(insights, survey.id);
    });

    it('when a response was counted by an older gateway, before or beside this one', async () => {
      for (const isFirst of [true, false]) {
        const survey = await aSurvey(seeded(12));
        const { insights, deliver, activity } = aReadModel();
        await survey.respond(12);
        const records = await survey.records();
        const older = records.findIndex(({ event }) => event.type === 'gateway.response.submitted.v1');
        const { event, ...position } = records[older]!;
        const countByOlder = () =>
          activity.applyOnce(
            { consumer: 'analytics', eventId: event.id, position: { ...position, at: event.occurredAt } },
            { tenant: 'acme', surveyId: survey.id, at: event.occurredAt, measure: 'completed', choices: [] },
          );
        const beside = records.filter((record) => record.partition !== position.partition);
        if (!isFirst) await deliver(beside.slice(0, 5));
        await countByOlder();
        await deliver(records);
        await expectScanned(insights, survey.id);
      }
    });

    it('when an event is older than the fields that have its answers', async () => {
      const survey = await aSurvey(seeded(13));
      const { insights, deliver } = aReadModel();
      await survey.respond(10);
      const [last, ...others] = (await survey.records()).reverse();
      const { answered: _, cells: __, numbers: ___, ...data } = last!.event.data as Record<string, unknown>;
      await deliver([...others.reverse(), { ...last!, event: { ...last!.event, data } as unknown as GatewayEvent }]);
      await expectScanned(insights, survey.id);
    });

    it('when MongoDB cannot be read, but not when the read is wrong', async () => {
      const survey = await aSurvey(seeded(14));
      const failing = (error: Error) =>
        createInsightService({ reads: bench.reads, rollUps: { results: () => Promise.reject(error) } });
      await expectScanned(failing(new DomainError('UNAVAILABLE')), survey.id);
      await expect(failing(new TypeError('a bug')).resultsOf(OWNER, survey.id, COMPLETED)).rejects.toThrow('a bug');
    });
  });

  it('never mix the counts before and after an event', async () => {
    const survey = await aSurvey(seeded(15));
    const { own, insights, deliver } = aReadModel();
    await survey.respond(40);
    const records = await survey.records();
    let delivering = true;
    const delivered = (async () => {
      const writer = readModelOn(await own.another());
      await writer.deliver(records.filter(({ event }) => event.aggregateId === survey.id));
      await writer.deliver(records, 2);
      delivering = false;
    })();
    let reads = 0;
    while (delivering) {
      const [first, ...others] = await insights.resultsOf(OWNER, survey.id, { statuses: FILTERS[2]!, fresh: false });
      if (first!.asOf === null) continue;
      reads += 1;
      for (const { answered, skipped, options } of [first!, ...others]) {
        expect(answered + skipped).toBe(first!.answered + first!.skipped);
        expect(skipped).toBeGreaterThanOrEqual(0);
        expect(options.every(({ count }) => count <= answered)).toBe(true);
      }
    }
    await delivered;
    expect(reads).toBeGreaterThan(0);
    await deliver(records);
    await expectCaughtUp(insights, survey.id);
  });
});
