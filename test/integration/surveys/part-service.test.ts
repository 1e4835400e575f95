import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PerSurvey } from '../../../src/domain/surveys/per-survey.js';
import type { Quota, Survey } from '../../../src/domain/surveys/survey.js';
import { RESPONSE_LIST } from '../../../src/domain/surveys/survey-list.js';
import { DomainError } from '../../../src/kernel/errors.js';
import { newId } from '../../../src/kernel/ids.js';
import { pageRequest } from '../../../src/kernel/paging.js';
import { ANONYMOUS, type Member, type Viewer } from '../../../src/kernel/viewer.js';
import { codeOf } from '../../support/booking-fixtures.js';
import { makeOpenSurvey, openSurveys, type SurveyBench } from '../../support/survey-bench.js';

const OWNER: Member = { role: 'owner', subject: 'olga', tenant: 'acme' };
const DATA: Member = { role: 'data', subject: 'dan', tenant: 'acme' };
const STRANGER: Member = { role: 'owner', subject: 'sid', tenant: 'globex' };

let bench: SurveyBench;
let made: Awaited<ReturnType<typeof makeOpenSurvey>>;
let quota: Quota;
beforeAll(async () => {
  bench = await openSurveys();
  made = await makeOpenSurvey(bench, OWNER);
  const [question] = made.questions;
  quota = await bench.collectors.setQuota(
    OWNER,
    { questionId: question!.id, optionId: question!.options[0]!.id, limit: 5 },
    {},
  );
  const answers = [{ questionId: question!.id, optionIds: [question!.options[0]!.id] }];
  await bench.responses.respondAll(
    ANONYMOUS,
    made.collector.slug,
    { responses: [{ answers }, { answers }, { partial: true }] },
    {},
  );
});
afterAll(() => bench?.stop());

/** Each read of one thing. */
const reads = (viewer: Viewer, id?: string): Readonly<Record<string, () => Promise<unknown>>> => {
  const { parts } = bench;
  const page = pageRequest(RESPONSE_LIST, 2, undefined);
  return {
    page: () => parts.page(viewer, id ?? made.survey.pages![0]!.id),
    question: () => parts.question(viewer, id ?? made.questions[0]!.id),
    collector: () => parts.collector(viewer, id ?? made.collector.id),
    quota: () => parts.quota(viewer, id ?? quota.id),
    quotaOf: () => parts.quotaOf(viewer, id ?? quota.questionId, quota.optionId),
    questions: () => parts.questions(viewer, id ?? made.survey.pages![0]!.id),
    collectors: () => parts.collectors(viewer, id ?? made.survey.id),
    quotas: () => parts.quotas(viewer, id ?? made.survey.id),
    responses: () => parts.responses(viewer, id ?? made.survey.id, {}, page),
    countResponses: () => parts.countResponses(viewer, id ?? made.survey.id, {}),
  };
};
/** Each read for many surveys. */
const batches = (
  viewer: Viewer,
  surveys: readonly Survey[],
): Readonly<Record<string, () => Promise<PerSurvey<unknown>>>> => {
  const { parts } = bench;
  const page = pageRequest(RESPONSE_LIST, 2, undefined);
  return {
    collectorsOf: () => parts.collectorsOf(viewer, surveys),
    quotasOf: () => parts.quotasOf(viewer, surveys),
    responsesOf: () => parts.responsesOf(viewer, surveys, {}, page),
    responseCountsOf: () => parts.responseCountsOf(viewer, surveys, {}),
  };
};

describe('parts of a survey', () => {
  it('come with their survey to members of its tenant', async () => {
    const { parts } = bench;
    for (const viewer of [OWNER, DATA]) {
      const survey = { id: made.survey.id, version: made.survey.version };
      expect(await parts.page(viewer, made.survey.pages![0]!.id.toUpperCase())).toMatchObject({
        survey,
        part: { title: 'Coffee' },
      });
      expect(await parts.question(viewer, made.questions[0]!.id)).toMatchObject({
        survey,
        part: { ...made.questions[0] },
      });
      expect(await parts.collector(viewer, made.collector.id)).toMatchObject({
        survey,
        part: { slug: made.collector.slug },
      });
      expect(await parts.quota(viewer, quota.id)).toMatchObject({ survey, part: { id: quota.id, filled: 2 } });
      expect(await parts.quotaOf(viewer, quota.questionId, quota.optionId)).toMatchObject({
        survey,
        part: { id: quota.id },
      });
    }
    expect(await codeOf(parts.quotaOf(OWNER, quota.questionId, made.questions[0]!.options[1]!.id))).toBe('NOT_FOUND');
    expect(await codeOf(parts.quotaOf(OWNER, made.questions[1]!.id, quota.optionId))).toBe('NOT_FOUND');
  });

  it("are not there for another tenant's member, for the anonymous only with credentials, and for nobody under another kind's id", async () => {
    for (const [name, read] of Object.entries(reads(STRANGER)))
      expect([name, await codeOf(read())]).toEqual([name, 'NOT_FOUND']);
    for (const [name, read] of Object.entries(reads(ANONYMOUS)))
      expect([name, await codeOf(read())]).toEqual([name, 'UNAUTHENTICATED']);
    for (const id of [newId('Movie', new Date()), 'nonsense', "' OR 1=1"])
      for (const [name, read] of Object.entries(reads(OWNER, id)))
        expect([name, await codeOf(read())]).toEqual([name, 'NOT_FOUND']);
    for (const [viewer, code] of [
      [STRANGER, 'NOT_FOUND'],
      [ANONYMOUS, 'UNAUTHENTICATED'],
    ] as const)
      for (const [name, read] of Object.entries(batches(viewer, [made.survey])))
        expect([name, [...(await read())]]).toEqual([name, [[made.survey.id, expect.objectContaining({ code })]]]);
  });

  it('are refused for one survey of many, without a statement for it and without failing the others', async () => {
    const theirs = await makeOpenSurvey(bench, STRANGER);
    for (const [name, read] of Object.entries(batches(OWNER, [theirs.survey, made.survey]))) {
      const found = await read();
      expect([name, found.get(theirs.survey.id)]).toEqual([name, expect.objectContaining({ code: 'NOT_FOUND' })]);
      expect([name, found.get(made.survey.id) instanceof DomainError]).toEqual([name, false]);
    }
    for (const [name, read] of Object.entries(batches(OWNER, [theirs.survey]))) {
      const { statements } = await bench.database.countStatements(read);
      expect([name, statements]).toEqual([name, 0]);
    }
  });

  it('are left out of many when the viewer may not see them', async () => {
    const theirs = await makeOpenSurvey(bench, STRANGER);
    const ids = [made.questions[0]!.id, theirs.questions[0]!.id, newId('Question', new Date()), made.survey.id];
    expect([...(await bench.parts.byIds(OWNER, 'Question', ids)).keys()]).toEqual([ids[0]]);
    expect([...(await bench.parts.byIds(STRANGER, 'Question', ids)).keys()]).toEqual([ids[1]]);
    expect(await codeOf(bench.parts.byIds(ANONYMOUS, 'Question', ids))).toBe('UNAUTHENTICATED');
  });

  it('take a number of statements that does not grow', async () => {
    const statements = async (work: () => Promise<unknown>) => (await bench.database.countStatements(work)).statements;
    const ids = made.questions.map((question) => question.id);
    expect(await statements(() => bench.parts.byIds(OWNER, 'Question', ids))).toBe(2);
    for (const [name, read] of Object.entries(reads(OWNER)))
      expect([name, (await statements(read)) <= 3]).toEqual([name, true]);
  });
});

describe("a survey's responses", () => {
  it('page newest first and are counted, filtered as asked', async () => {
    const { parts } = bench;
    const page = await parts.responses(OWNER, made.survey.id, {}, pageRequest(RESPONSE_LIST, 2, undefined));
    expect(page).toMatchObject({ items: [expect.anything(), expect.anything()], hasNextPage: true });
    const rest = await parts.responses(OWNER, made.survey.id, {}, { first: 2, after: page.positions.at(-1)! });
    expect(rest).toMatchObject({ items: [expect.anything()], hasNextPage: false });
    const count = (filter: unknown) => parts.countResponses(OWNER, made.survey.id, filter);
    expect(await count({})).toBe(3);
    expect(await count({ statuses: ['partial'] })).toBe(1);
    expect(await count({ collectorId: made.collector.id })).toBe(3);
    expect(await codeOf(count({ collectorId: 'nonsense' }))).toBe('NOT_FOUND');
    expect(await codeOf(count({ statuses: ['lost'] }))).toBe('BAD_INPUT');
  });
});
