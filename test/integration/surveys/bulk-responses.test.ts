import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ANONYMOUS, type Member } from '../../../src/kernel/viewer.js';
import { codeOf } from '../../support/booking-fixtures.js';
import { makeOpenSurvey, openSurveys, type SurveyBench } from '../../support/survey-bench.js';

const OWNER: Member = { role: 'owner', subject: 'olga', tenant: 'acme' };
const keyed = (key: string) => ({ idempotency: { scope: 'anonymous', key, requestHash: 'hash' } });

let bench: SurveyBench;
beforeAll(async () => {
  bench = await openSurveys();
});
afterAll(() => bench?.stop());

/** An open survey, and answers that choose an option of its first question. */
async function aSurvey() {
  const made = await makeOpenSurvey(bench, OWNER);
  const [like, kinds, cups] = made.questions;
  const answers = (option = 0, number = 2) => [
    { questionId: like!.id, optionIds: [like!.options[option]!.id] },
    { questionId: kinds!.id, optionIds: [kinds!.options[0]!.id, kinds!.options[1]!.id] },
    { questionId: cups!.id, number },
  ];
  const events = async () =>
    (await bench.events()).filter(
      (event) => 'collectorId' in event.data && event.data.collectorId === made.collector.id,
    );
  return {
    ...made,
    answers,
    events,
    slug: made.collector.slug,
    count: () => bench.parts.countResponses(OWNER, made.survey.id, {}),
  };
}

describe('a whole response', () => {
  it('is begun and ended in one transaction, with both events in order', async () => {
    const { slug, answers, events, survey } = await aSurvey();
    const response = await bench.responses.respond(ANONYMOUS, slug, { answers: answers() }, {});
    expect(response).toMatchObject({ surveyId: survey.id, status: 'completed', submittedAt: expect.any(Date) });
    const appended = await events();
    expect(appended.map((event) => [event.type, event.aggregateId, event.tenant, event.actor])).toEqual(
      ['started', 'submitted'].map((what) => [`gateway.response.${what}.v1`, response.id, 'acme', 'anonymous']),
    );
    expect(appended[1]?.data).toMatchObject({ status: 'completed', answeredQuestions: 3 });
    const stored = (await bench.reads.answersByResponseIds([response.id])).get(response.id)!;
    expect(stored).toHaveLength(3);
  });

  it('ends as a response submitted in steps does', async () => {
    const { slug, answers, count, events, questions } = await aSurvey();
    const respond = (input: unknown) => bench.responses.respond(ANONYMOUS, slug, input, {});
    expect((await respond({ answers: answers(1) })).status).toBe('disqualified');
    expect((await respond({ partial: true })).status).toBe('partial');
    await expect(respond({})).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      details: { questionIds: [questions[0]!.id] },
    });
    await expect(respond({ answers: answers(0, 1000) })).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      details: { questionId: questions[2]!.id },
    });
    expect(await codeOf(respond({ answers: 'all of them' }))).toBe('BAD_INPUT');
    expect(await codeOf(bench.responses.respond(ANONYMOUS, 'no such link', { answers: answers() }, {}))).toBe(
      'NOT_FOUND',
    );
    expect(await count()).toBe(2);
    expect(await events()).toHaveLength(4);
  });

  it('is replayed under its key, also once the survey is closed', async () => {
    const { slug, answers, count, events, survey } = await aSurvey();
    const respond = () => bench.responses.respond(ANONYMOUS, slug, { answers: answers() }, keyed(`one-${slug}`));
    const first = await respond();
    await bench.surveys.close(OWNER, { id: survey.id }, {});
    expect(await respond()).toEqual(first);
    expect(await count()).toBe(1);
    expect(await events()).toHaveLength(2);
  });
});

describe('many whole responses', () => {
  it('are stored in order, each with its events, in a number of statements that does not grow', async () => {
    const { slug, answers, count, events } = await aSurvey();
    const respondAll = (many: number) =>
      bench.database.countStatements(() =>
        bench.responses.respondAll(
          ANONYMOUS,
          slug,
          { responses: Array.from({ length: many }, (_, n) => ({ answers: answers(n % 2, n % 30) })) },
          {},
        ),
      );
    // The questions are read once.
    const first = await respondAll(2);
    const few = await respondAll(2);
    expect(few.statements).toBe(first.statements - 1);
    const many = await respondAll(100);
    expect(many.statements).toBe(few.statements);
    expect(many.result.map((response) => response.status)).toEqual(
      Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 'completed' : 'disqualified')),
    );
    expect(new Set(many.result.map((response) => response.id)).size).toBe(100);
    expect(await count()).toBe(104);
    const appended = await events();
    for (const { id } of many.result)
      expect(appended.filter((event) => event.aggregateId === id).map((event) => event.type)).toEqual([
        'gateway.response.started.v1',
        'gateway.response.submitted.v1',
      ]);
    const stored = await bench.reads.answersByResponseIds(many.result.map((response) => response.id));
    expect(
      many.result.map((response) => stored.get(response.id)?.find((answer) => answer.number !== null)?.number),
    ).toEqual(Array.from({ length: 100 }, (_, n) => n % 30));
  });

  it('are all or none: one wrong answer is named by its index, and nothing is stored', async () => {
    const { slug, answers, count, events, questions } = await aSurvey();
    const respondAll = (...responses: unknown[]) => bench.responses.respondAll(ANONYMOUS, slug, { responses }, {});
    await expect(
      respondAll({ answers: answers() }, { answers: answers() }, { answers: answers(0, 1000) }),
    ).rejects.toMatchObject({ code: 'INVALID_ANSWER', details: { index: 2, questionId: questions[2]!.id } });
    const strange = [{ questionId: questions[0]!.id, optionIds: ['no id'] }];
    await expect(respondAll({ answers: answers() }, { answers: strange })).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      details: { index: 1 },
    });
    await expect(respondAll({ answers: answers() }, {})).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      details: { index: 1, problem: 'is required' },
    });
    expect(await codeOf(respondAll())).toBe('BAD_INPUT');
    expect(await codeOf(respondAll(...Array.from({ length: 101 }, () => ({ answers: answers() }))))).toBe('BAD_INPUT');
    expect(await count()).toBe(0);
    expect(await events()).toEqual([]);
  });

  it('fill a quota one after the other: those that find it full are overquota', async () => {
    const { slug, answers, questions } = await aSurvey();
    const [like, kinds] = questions;
    const quota = await bench.collectors.setQuota(
      OWNER,
      { questionId: like!.id, optionId: like!.options[0]!.id, limit: 3 },
      {},
    );
    const roomy = await bench.collectors.setQuota(
      OWNER,
      { questionId: kinds!.id, optionId: kinds!.options[0]!.id, limit: 10 },
      {},
    );
    const statuses = async (...responses: unknown[]) =>
      (await bench.responses.respondAll(ANONYMOUS, slug, { responses }, {})).map((response) => response.status);
    expect(
      await statuses(
        { answers: answers() },
        { answers: answers(), partial: true },
        { answers: answers(1) },
        { answers: answers() },
      ),
    ).toEqual(['completed', 'partial', 'disqualified', 'completed']);
    expect(await statuses({ answers: answers() }, { answers: answers() })).toEqual(['completed', 'overquota']);
    expect((await bench.parts.quota(OWNER, quota.id)).part).toMatchObject({ limit: 3, filled: 3 });
    expect((await bench.parts.quota(OWNER, roomy.id)).part.filled).toBe(3);
  });

  it('never overrun a quota from several batches at once', async () => {
    const { slug, answers, questions } = await aSurvey();
    const [like] = questions;
    const quota = await bench.collectors.setQuota(
      OWNER,
      { questionId: like!.id, optionId: like!.options[0]!.id, limit: 7 },
      {},
    );
    const batch = () =>
      bench.responses.respondAll(
        ANONYMOUS,
        slug,
        { responses: Array.from({ length: 5 }, () => ({ answers: answers() })) },
        {},
      );
    const ended = (await Promise.all([batch(), batch(), batch(), batch()])).flat();
    expect(ended.filter((response) => response.status === 'completed')).toHaveLength(7);
    expect((await bench.parts.quota(OWNER, quota.id)).part.filled).toBe(7);
  });

  it('are replayed under their key', async () => {
    const { slug, answers, count, events } = await aSurvey();
    const respondAll = () =>
      bench.responses.respondAll(
        ANONYMOUS,
        slug,
        { responses: [{ answers: answers() }, { answers: answers() }] },
        keyed(`many-${slug}`),
      );
    const first = await respondAll();
    expect(await respondAll()).toEqual(first);
    expect(await count()).toBe(2);
    expect(await events()).toHaveLength(4);
  });
});

describe('more respondents at once than the pool has connections', () => {
  it('are all served', async () => {
    const { slug, answers, count } = await aSurvey();
    await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        if (n % 2 === 0) return bench.responses.respond(ANONYMOUS, slug, { answers: answers() }, {});
        const { response, responseToken } = await bench.responses.start(ANONYMOUS, slug, {});
        return bench.responses.submit(ANONYMOUS, { responseId: response.id, responseToken, answers: answers() }, {});
      }),
    );
    expect(await count()).toBe(30);
  });
});
