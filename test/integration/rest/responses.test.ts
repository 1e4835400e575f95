import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { answersTo, openSurvey, type OpenSurvey } from '../../support/survey-fixtures.js';

type OpenQuestion = OpenSurvey['questions'][0];

let gateway: TestGateway;
let token: string;
let owner: RestClient;
let foreign: RestClient;
let anonymous: RestClient;
let survey: OpenSurvey;

beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
  foreign = restClient(gateway.url, await gateway.token('owner', 'umbrella'));
  anonymous = restClient(gateway.url);
  survey = await openSurvey(gateway, token);
}, 60_000);
afterAll(() => gateway?.stop());

const linkOf = ({ slug }: OpenSurvey) => `/collector-links/${slug}/responses`;
/** A response in progress: its path, and the header that opens it. */
async function start(of = survey) {
  const { body } = await anonymous.post(linkOf(of));
  return { path: `/responses/${body.id}`, key: { 'response-token': body.responseToken as string } };
}
const countOf = async ({ id }: OpenSurvey) =>
  (await owner.get(`/surveys/${id}/responses?first=0&total=true`)).body.totalCount as number;

describe('a respondent', () => {
  it('starts without a body, and gets the only key to the response', async () => {
    for (const body of [undefined, {}, { answers: null, partial: false }]) {
      const { status, headers, body: started } = await anonymous.post(linkOf(survey), body);
      expect([status, headers.get('location'), headers.get('cache-control')]).toEqual([
        201,
        `/api/v1/responses/${started.id}`,
        'no-store',
      ]);
      expect(started).toEqual({
        id: started.id,
        surveyId: survey.id,
        collectorId: expect.any(String),
        status: 'in_progress',
        startedAt: expect.any(String),
        submittedAt: null,
        responseToken: expect.any(String),
      });
    }
    expect((await anonymous.post('/collector-links/nonsense/responses')).body).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });

  it('gets the same response and token for the same idempotency key', async () => {
    const key = { 'idempotency-key': 'start-of-a-response-1' };
    const first = await anonymous.post(linkOf(survey), undefined, key);
    const again = await anonymous.post(linkOf(survey), undefined, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await anonymous.post(linkOf(survey), { partial: true }, key)).body).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('saves answers, sees them, changes them and submits', async () => {
    const { path, key } = await start();
    const [like, kinds, cups] = answersTo(survey, 3);
    const saved = await anonymous.post(`${path}/answers?expand=answers`, { answers: [like, cups] }, key);
    expect([saved.status, saved.body.status]).toEqual([200, 'in_progress']);
    expect(saved.body.answers.find((answer: { questionId: string }) => answer.questionId === cups?.questionId)).toEqual(
      { questionId: cups?.questionId, optionIds: [], cells: [], text: null, number: 3, moment: null },
    );
    await anonymous.post(`${path}/answers`, { answers: [{ questionId: cups?.questionId, number: 4 }] }, key);
    const submitted = await anonymous.post(`${path}/submit`, { answers: [kinds] }, key);
    expect([submitted.status, submitted.body.status, submitted.headers.get('cache-control')]).toEqual([
      200,
      'completed',
      'no-store',
    ]);
    const whole = await anonymous.get(
      `${path}?expand=answers.question,survey,collector&fields=status,answers.number,answers.question.heading,survey.title,collector.name`,
      key,
    );
    expect(whole.body).toMatchObject({
      status: 'completed',
      survey: { title: 'Coffee at work' },
      collector: { name: 'Link' },
    });
    expect(whole.body.answers).toHaveLength(3);
    expect(whole.body.answers).toContainEqual({
      number: 4,
      question: { id: cups?.questionId, heading: 'How many cups?' },
    });
    const late = await anonymous.post(`${path}/answers`, { answers: [cups] }, key);
    expect([late.status, late.body.code]).toEqual([409, 'INVALID_STATE']);
  });

  it('submits with nothing more to say, or only part of it', async () => {
    const { path, key } = await start();
    const missing = await anonymous.post(`${path}/submit`, undefined, key);
    expect([missing.status, missing.body.code, missing.body.questionIds]).toEqual([
      422,
      'INVALID_ANSWER',
      [survey.questions[0]?.id],
    ]);
    expect((await anonymous.post(`${path}/submit`, { partial: true }, key)).body.status).toBe('partial');
    const other = await start();
    await anonymous.post(`${other.path}/answers`, { answers: answersTo(survey, 1, 'No') }, other.key);
    expect((await anonymous.post(`${other.path}/submit`, undefined, other.key)).body.status).toBe('disqualified');
  });

  it('is known by the token alone: without it, or with another one, there is no such response', async () => {
    const { path, key } = await start();
    const other = await start();
    const { status, headers } = await anonymous.get(path, key);
    expect([status, headers.get('cache-control'), headers.get('vary')]).toEqual([
      200,
      'private, no-cache',
      'Accept, Authorization, response-token, Origin',
    ]);
    for (const wrong of [{}, other.key, { 'response-token': 'forged' }])
      expect((await anonymous.get(path, wrong)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await owner.get(path)).status).toBe(200);
    expect((await foreign.get(path)).status).toBe(404);
    const answers = { answers: answersTo(survey, 1) };
    for (const client of [anonymous, owner]) {
      expect((await client.post(`${path}/answers`, answers, other.key)).status).toBe(404);
      expect((await client.post(`${path}/submit`, answers, other.key)).status).toBe(404);
      const without = await client.post(`${path}/submit`, answers);
      expect([without.status, without.body.problems[0]]).toEqual([
        400,
        { in: 'header', field: 'response-token', problem: expect.any(String) },
      ]);
    }
    expect((await anonymous.get(`${path}?responseToken=${key['response-token']}`)).status).toBe(400);
  });

  it('gets an error for each answer that does not fit, and nothing is stored', async () => {
    const { path, key } = await start();
    const [like, , cups, text, matrix] = survey.questions as [
      OpenQuestion,
      OpenQuestion,
      OpenQuestion,
      OpenQuestion,
      OpenQuestion,
    ];
    const cases: readonly [unknown, number, string][] = [
      [{ questionId: cups.id, number: 31 }, 422, 'INVALID_ANSWER'],
      [{ questionId: cups.id, number: 1.5 }, 422, 'INVALID_ANSWER'],
      [{ questionId: cups.id, text: '3' }, 422, 'INVALID_ANSWER'],
      [{ questionId: survey.id, text: 'x' }, 422, 'INVALID_ANSWER'],
      [{ questionId: like.id, optionIds: [cups.id] }, 422, 'INVALID_ANSWER'],
      [{ questionId: text.id, text: 'x'.repeat(101) }, 422, 'INVALID_ANSWER'],
      [{ questionId: matrix.id, cells: [{ rowId: like.id, optionId: like.id }] }, 422, 'INVALID_ANSWER'],
      [{ questionId: cups.id, number: '3' }, 400, 'BAD_INPUT'],
      [{ questionId: { $ne: null }, number: 3 }, 400, 'BAD_INPUT'],
      [{ questionId: text.id, text: { $gt: '' } }, 400, 'BAD_INPUT'],
      [{ nonsense: 1 }, 400, 'BAD_INPUT'],
    ];
    for (const [answer, status, code] of cases) {
      const refused = await anonymous.post(`${path}/answers`, { answers: [answer] }, key);
      expect([answer, refused.status, refused.body.code]).toEqual([answer, status, code]);
    }
    expect((await anonymous.post(`${path}/answers`, { answers: [] }, key)).status).toBe(400);
    expect((await anonymous.get(`${path}?expand=answers`, key)).body.answers).toEqual([]);
  });

  it('writes any text as data', async () => {
    const { path, key } = await start();
    const { id: questionId } = survey.questions[3] as OpenQuestion;
    for (const text of [
      '__proto__',
      '{"$gt":""}',
      "'; DROP TABLE survey_response; --",
      '<b>&amp;</b> ]]>',
      'Grüße 👋',
      '$1 %s ${x}',
      ' ',
    ]) {
      await anonymous.post(`${path}/answers`, { answers: [{ questionId, text }] }, key);
      const { body } = await anonymous.get(`${path}?expand=answers&fields=answers.text`, key);
      expect(body.answers).toEqual([{ text }]);
    }
    const polluted = await anonymous.send(
      'POST',
      `${path}/answers`,
      `{"answers":[{"questionId":"${questionId}","__proto__":{"text":"x"}}]}`,
      { 'content-type': 'application/json', ...key },
    );
    expect([polluted.status, polluted.body.code]).toEqual([400, 'BAD_INPUT']);
  });

  it('answers in XML', async () => {
    const { path, key } = await start();
    const [like, kinds, cups, text, matrix] = survey.questions as [
      OpenQuestion,
      OpenQuestion,
      OpenQuestion,
      OpenQuestion,
      OpenQuestion,
    ];
    const xml = `<body><answers>
      <item><questionId>${like.id}</questionId><optionIds><item>${like.options[0]?.id}</item></optionIds></item>
      <item><questionId>${kinds.id}</questionId><optionIds><item>${kinds.options[0]?.id}</item><item>${kinds.options[1]?.id}</item></optionIds></item>
      <item><questionId>${cups.id}</questionId><number>2</number><text nil="true"/></item>
      <item><questionId>${text.id}</questionId><text>42 &lt; 43</text></item>
      <item><questionId>${matrix.id}</questionId><cells><item><rowId>${matrix.rows[0]?.id}</rowId><optionId>${matrix.options[1]?.id}</optionId></item></cells></item>
    </answers></body>`;
    const submitted = await anonymous.send('POST', `${path}/submit?expand=answers`, xml, {
      'content-type': 'application/xml',
      accept: 'application/xml',
      ...key,
    });
    expect([submitted.status, submitted.headers.get('content-type')]).toEqual([200, 'application/xml; charset=utf-8']);
    expect(submitted.text).toContain('<status>completed</status>');
    expect(submitted.text).toContain('<text>42 &lt; 43</text><number nil="true"/>');
    const { body } = await anonymous.get(`${path}?expand=answers`, key);
    expect(body.answers).toHaveLength(5);
    expect(body.answers).toContainEqual({
      questionId: matrix.id,
      optionIds: [],
      cells: [{ rowId: matrix.rows[0]?.id, optionId: matrix.options[1]?.id }],
      text: null,
      number: null,
      moment: null,
    });
  });

  it('gives a whole response at once', async () => {
    const given = await anonymous.post(`${linkOf(survey)}?expand=answers`, { answers: answersTo(survey, 2) });
    expect([given.status, given.headers.get('location')]).toEqual([201, `/api/v1/responses/${given.body.id}`]);
    expect(given.body).toMatchObject({ status: 'completed', submittedAt: expect.any(String), responseToken: null });
    expect(given.body.answers).toHaveLength(3);
    expect((await anonymous.post(linkOf(survey), { partial: true })).body).toMatchObject({
      status: 'partial',
      responseToken: null,
    });
    expect((await anonymous.post(linkOf(survey), { answers: [] })).body).toMatchObject({
      status: 422,
      code: 'INVALID_ANSWER',
    });
    expect((await anonymous.post(linkOf(survey), [])).status).toBe(400);
  });

  it('cannot go on once the link or the survey is closed', async () => {
    const closing = await openSurvey(gateway, token, 'Closing');
    const { path, key } = await start(closing);
    await owner.post(`/surveys/${closing.id}/close`);
    expect((await anonymous.post(`${path}/submit`, { answers: answersTo(closing, 1) }, key)).body).toMatchObject({
      status: 409,
      code: 'INVALID_STATE',
    });
    expect((await anonymous.post(linkOf(closing))).status).toBe(404);
    expect((await anonymous.post(`${linkOf(closing)}/bulk`, { responses: [{ partial: true }] })).status).toBe(404);
  });
});

describe('many responses at once', () => {
  const bulk = (of: OpenSurvey, responses: readonly unknown[], headers?: Record<string, string>) =>
    anonymous.post(`${linkOf(of)}/bulk`, { responses }, headers);

  it('are all stored in order, one after the other', async () => {
    const own = await openSurvey(gateway, token, 'Bulk');
    const [like] = own.questions as [OpenQuestion];
    await owner.put(`/questions/${like.id}/options/${like.options[0]?.id}/quota`, { limit: 1 });
    const key = { 'idempotency-key': 'many-responses-at-once' };
    const responses = [
      { answers: answersTo(own, 1) },
      { answers: answersTo(own, 2) },
      { answers: answersTo(own, 3, 'No') },
      { partial: true },
    ];
    const given = await bulk(own, responses, key);
    expect([given.status, given.body.data.map(({ status }: { status: string }) => status)]).toEqual([
      201,
      ['completed', 'overquota', 'disqualified', 'partial'],
    ]);
    expect(given.body.data[0]).toEqual({
      id: expect.any(String),
      surveyId: own.id,
      collectorId: expect.any(String),
      status: 'completed',
      startedAt: expect.any(String),
      submittedAt: expect.any(String),
    });
    expect((await bulk(own, responses, key)).body).toEqual(given.body);
    expect(await countOf(own)).toBe(4);
  });

  it('are stored all or none: an answer that does not fit says in which', async () => {
    const before = await countOf(survey);
    const refused = await bulk(survey, [{ answers: answersTo(survey, 1) }, { answers: answersTo(survey, 99) }]);
    expect([refused.status, refused.body.code, refused.body.index, refused.body.questionId]).toEqual([
      422,
      'INVALID_ANSWER',
      1,
      survey.questions[2]?.id,
    ]);
    for (const responses of [
      [],
      Array.from({ length: 101 }, () => ({ partial: true })),
      [{ answers: [], nonsense: 1 }],
    ])
      expect((await bulk(survey, responses)).body).toMatchObject({ status: 400, code: 'BAD_INPUT' });
    expect(await countOf(survey)).toBe(before);
  });
});
