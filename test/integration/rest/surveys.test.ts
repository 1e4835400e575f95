import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { CHOICE, surveyContent, type SurveyContent } from '../../support/survey-content.js';
import { createDraft, openSurvey, respond, type OpenSurvey } from '../../support/survey-fixtures.js';

const NOWHERE = '0199f3a0-0000-8002-8000-00000000dead';

let gateway: TestGateway;
let token: string;
let owner: RestClient;
let staff: RestClient;
let foreign: RestClient;
let anonymous: RestClient;
let pagesOf: SurveyContent['pagesOf'];
let content: SurveyContent['content'];

beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
  staff = restClient(gateway.url, await gateway.token('staff'));
  foreign = restClient(gateway.url, await gateway.token('owner', 'umbrella'));
  anonymous = restClient(gateway.url);
  ({ pagesOf, content } = surveyContent(owner));
}, 60_000);
afterAll(() => gateway?.stop());

describe('collectors and quotas', () => {
  it('make links, list them and close them', async () => {
    const survey = await openSurvey(gateway, token);
    const made = await owner.post(`/surveys/${survey.id}/collectors`, { name: 'Second' });
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v1/collectors/${made.body.id}`]);
    expect(
      (await owner.get(`/surveys/${survey.id}/collectors?fields=name`)).body.data.map(
        (collector: { name: string }) => collector.name,
      ),
    ).toEqual(['Link', 'Second']);
    const whole = await owner.get(
      `/collectors/${made.body.id}?expand=survey.pages&fields=name,survey.title,survey.pages.position`,
    );
    expect(whole.body).toEqual({
      id: made.body.id,
      name: 'Second',
      survey: {
        id: survey.id,
        title: 'Coffee at work',
        pages: [
          { id: expect.any(String), position: 0 },
          { id: expect.any(String), position: 1 },
        ],
      },
    });
    expect((await anonymous.get(`/collector-links/${made.body.slug}`)).status).toBe(200);
    const closed = await owner.post(`/collectors/${made.body.id}/close`);
    expect([closed.status, closed.body.status]).toEqual([200, 'closed']);
    const gone = await anonymous.get(`/collector-links/${made.body.slug}`);
    expect([gone.status, gone.body.code]).toEqual([404, 'NOT_FOUND']);
    expect((await owner.post(`/surveys/${survey.id}/collectors`, { name: '' })).status).toBe(400);
    await owner.post(`/surveys/${survey.id}/close`);
    const refused = await owner.post(`/surveys/${survey.id}/collectors`, { name: 'Late' });
    expect([refused.status, refused.body.code]).toEqual([409, 'INVALID_STATE']);
  });

  it("show respondents the questions behind a link, and nothing that is the members'", async () => {
    const survey = await openSurvey(gateway, token);
    const { status, body } = await anonymous.get(`/collector-links/${survey.slug}?expand=survey.pages.questions`);
    expect([status, body.survey.id]).toEqual([200, survey.id]);
    expect(
      body.survey.pages.flatMap((page: { questions: { id: string }[] }) => page.questions.map(({ id }) => id)),
    ).toEqual(survey.questions.map(({ id }) => id));
    const withQuotas = `/collector-links/${survey.slug}?expand=survey.quotas`;
    expect((await anonymous.get(withQuotas)).body).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect((await foreign.get(withQuotas)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await owner.get(withQuotas)).status).toBe(200);
    for (const slug of ['nonsense', '%00', 'a%2Fb'])
      expect([slug, (await anonymous.get(`/collector-links/${slug}`)).status]).toEqual([slug, 404]);
  });

  it('bound how often an option is chosen', async () => {
    const survey = await openSurvey(gateway, token);
    const [like] = survey.questions as [OpenSurvey['questions'][0]];
    const path = `/questions/${like.id}/options/${like.options[0]?.id}/quota`;
    expect((await owner.get(path)).status).toBe(404);
    expect((await respond(gateway, survey, 1)).status).toBe('COMPLETED');
    const set = await owner.put(path, { limit: 1 });
    expect([set.status, set.body]).toEqual([
      200,
      { id: expect.any(String), questionId: like.id, optionId: like.options[0]?.id, limit: 1, filled: 1 },
    ]);
    expect((await respond(gateway, survey, 1)).status).toBe('OVERQUOTA');
    const again = await owner.put(path, { limit: 5 });
    expect(again.body).toEqual({ ...set.body, limit: 5 });
    expect((await staff.get(path)).body).toEqual(again.body);
    expect((await staff.get(`/quotas/${set.body.id}`)).body).toEqual(again.body);
    expect(
      (await staff.get(`/surveys/${survey.id}/quotas?expand=question&fields=limit,question.heading`)).body.data,
    ).toEqual([{ id: set.body.id, limit: 5, question: { id: like.id, heading: like.heading } }]);
    for (const [body, status] of [
      [{ limit: -1 }, 400],
      [{ limit: 1.5 }, 400],
      [{}, 400],
      [{ limit: 1, questionId: like.id }, 400],
    ] as const)
      expect([body, (await owner.put(path, body)).status]).toEqual([body, status]);
    expect(
      (await owner.put(`/questions/${like.id}/options/${survey.questions[1]?.options[0]?.id}/quota`, { limit: 1 }))
        .body,
    ).toMatchObject({ status: 422, code: 'BAD_INPUT' });
    expect((await owner.delete(`/quotas/${set.body.id}`)).status).toBe(204);
    expect((await owner.delete(`/quotas/${set.body.id}`)).status).toBe(404);
  });

  it('keep the quotas of the options that a changed question still has', async () => {
    const { survey, question } = await content();
    for (const option of question.options)
      await owner.put(`/questions/${question.id}/options/${option.id}/quota`, { limit: 3 });
    await owner.patch(`/questions/${question.id}`, { options: [{ label: 'Maybe' }, { label: 'Yes' }] });
    const { body } = await owner.get(`/surveys/${survey.id}/quotas`);
    expect(body.data.map(({ optionId }: { optionId: string }) => optionId)).toEqual([question.options[0].id]);
  });
});

describe('who may', () => {
  it('reads and writes parts: members of the tenant read, its owner writes, nobody else sees them', async () => {
    const survey = await openSurvey(gateway, token);
    const { question, page } = await content();
    const collector = (await owner.get(`/surveys/${survey.id}/collectors`)).body.data[0];
    const [like] = survey.questions as [OpenSurvey['questions'][0]];
    const option = `/questions/${like.id}/options/${like.options[0]?.id}/quota`;
    const quota = (await owner.put(option, { limit: 9 })).body;
    const reads = [
      `/surveys/${survey.id}/pages`,
      `/surveys/${survey.id}/collectors`,
      `/surveys/${survey.id}/quotas`,
      `/pages/${page.id}`,
      `/pages/${page.id}/questions`,
      `/questions/${question.id}`,
      `/collectors/${collector.id}`,
      `/quotas/${quota.id}`,
      option,
    ];
    for (const path of reads) {
      const statuses = await Promise.all(
        [staff, foreign, anonymous].map(async (client) => (await client.get(path)).status),
      );
      expect([path, ...statuses]).toEqual([path, 200, 404, 401]);
    }
    const writes: ((client: RestClient) => Promise<{ readonly status: number }>)[] = [
      (client) => client.post(`/surveys/${survey.id}/pages`, {}),
      (client) => client.patch(`/pages/${page.id}`, { title: 'x' }),
      (client) => client.delete(`/pages/${page.id}`),
      (client) => client.post(`/pages/${page.id}/questions`, CHOICE),
      (client) => client.put(`/questions/${question.id}`, CHOICE),
      (client) => client.patch(`/questions/${question.id}`, {}),
      (client) => client.delete(`/questions/${question.id}`),
      (client) => client.post(`/surveys/${survey.id}/collectors`, { name: 'x' }),
      (client) => client.post(`/collectors/${collector.id}/close`),
      (client) => client.put(option, { limit: 1 }),
      (client) => client.delete(`/quotas/${quota.id}`),
    ];
    for (const [index, write] of writes.entries()) {
      const statuses = await Promise.all(
        [staff, foreign, anonymous].map(async (client) => (await write(client)).status),
      );
      expect([index, ...statuses]).toEqual([index, 403, 404, 401]);
    }
    expect((await owner.get(`/pages/${page.id}?expand=questions`)).body.questions).toEqual([question]);
  });

  it('changes only drafts, and only what there is', async () => {
    const survey = await openSurvey(gateway, token);
    const [page] = await pagesOf(survey.id);
    const question = page.questions[0].id;
    const attempts = [
      owner.post(`/surveys/${survey.id}/pages`, {}),
      owner.patch(`/pages/${page.id}`, { title: 'x' }),
      owner.delete(`/pages/${page.id}`),
      owner.post(`/pages/${page.id}/questions`, CHOICE),
      owner.put(`/questions/${question}`, CHOICE),
      owner.patch(`/questions/${question}`, { heading: 'x' }),
      owner.delete(`/questions/${question}`),
    ];
    for (const { status, body } of await Promise.all(attempts))
      expect([status, body.code]).toEqual([409, 'INVALID_STATE']);
    for (const path of [
      `/pages/${NOWHERE}`,
      `/pages/${survey.id}`,
      `/questions/${NOWHERE}`,
      `/questions/${page.id}`,
      `/collectors/${NOWHERE}`,
      `/quotas/${NOWHERE}`,
      '/pages/nonsense',
    ])
      expect([path, (await owner.get(path)).body.code]).toEqual([path, 'NOT_FOUND']);
    expect((await owner.delete(`/quotas/${NOWHERE}`, { 'if-match': '"1.x"' })).status).toBe(400);
  });
});

describe('a page of surveys with every expansion', () => {
  const rest = (first: number) => `/surveys?first=${first}&expand=pages.questions,collectors,quotas.question`;
  const GRAPHQL = `query ($first: Int) { surveys(first: $first) { nodes {
    id title language status createdBy version createdAt updatedAt openedAt closedAt pageCount questionCount
    pages { id position title description questions { id position heading family subtype required options { id label } rows { id label } } }
    collectors { id name slug status createdAt } quotas { id limit filled question { id heading } }
  } } }`;
  const statements = (headers: Headers) => Number(/sql;desc="(\d+)"/.exec(headers.get('server-timing') ?? '')?.[1]);

  it('costs one statement for 100 as for 5, like GraphQL', async () => {
    const tenant = restClient(gateway.url, await gateway.token('owner', 'hundred'));
    const bearer = await gateway.token('owner', 'hundred');
    for (let made = 0; made < 100; made += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => createDraft(gateway, bearer, `Survey ${made + index}`)),
      );
    const { data } = (await tenant.get('/surveys?first=100&expand=pages.questions')).body;
    for (const survey of data.slice(0, 8)) {
      await tenant.post(`/surveys/${survey.id}/collectors`, { name: 'Link' });
      const [question] = survey.pages[0].questions;
      await tenant.put(`/questions/${question.id}/options/${question.options[0].id}/quota`, { limit: 10 });
    }
    const five = await tenant.get(rest(5));
    const hundred = await tenant.get(rest(100));
    expect([five.body.data.length, hundred.body.data.length]).toEqual([5, 100]);
    expect(
      hundred.body.data.filter(
        (survey: { collectors: unknown[]; quotas: { question: unknown }[] }) =>
          survey.collectors.length === 1 && survey.quotas[0]?.question !== null,
      ).length,
    ).toBe(8);
    expect(
      hundred.body.data.every(
        (survey: { pages: { questions: unknown[] }[] }) =>
          survey.pages.flatMap(({ questions }) => questions).length === 5,
      ),
    ).toBe(true);
    const graphql = await gateway.graphql(GRAPHQL, { first: 100 }, bearer);
    expect(graphql.errors).toEqual([]);
    expect([statements(five.headers), statements(hundred.headers), statements(graphql.headers)]).toEqual([1, 1, 1]);
  }, 60_000);
});
