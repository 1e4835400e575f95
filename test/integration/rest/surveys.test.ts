import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { createDraft, openSurvey, respond, type OpenSurvey } from '../../support/survey-fixtures.js';

const NOWHERE = '0199f3a0-0000-8002-8000-00000000dead';
const CHOICE = { heading: 'Which?', family: 'single_choice', options: [{ label: 'Yes' }, { label: 'No' }] };

let gateway: TestGateway;
let token: string;
let owner: RestClient;
let staff: RestClient;
let foreign: RestClient;
let anonymous: RestClient;

beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
  staff = restClient(gateway.url, await gateway.token('staff'));
  foreign = restClient(gateway.url, await gateway.token('owner', 'umbrella'));
  anonymous = restClient(gateway.url);
}, 60_000);
afterAll(() => gateway?.stop());

const draft = async () =>
  (await owner.post('/surveys', { title: 'Draft', pages: [{ title: 'One', questions: [CHOICE] }, { title: 'Two' }] }))
    .body;
const pagesOf = async (surveyId: string) => (await owner.get(`/surveys/${surveyId}/pages?expand=questions`)).body.data;
const tagOf = async (path: string) => (await owner.get(path)).headers.get('etag') ?? '';

/** A draft's first page and its question. */
async function content() {
  const survey = await draft();
  const [page] = await pagesOf(survey.id);
  return { survey, page, question: page.questions[0] };
}

describe('pages', () => {
  it('are listed whole, by position', async () => {
    const survey = await draft();
    const { status, body, headers } = await owner.get(`/surveys/${survey.id}/pages`);
    expect([status, body.links, headers.get('cache-control')]).toEqual([
      200,
      { self: `/api/v1/surveys/${survey.id}/pages` },
      'private, no-cache',
    ]);
    expect(body.data).toEqual([
      { id: expect.any(String), position: 0, title: 'One', description: '' },
      { id: expect.any(String), position: 1, title: 'Two', description: '' },
    ]);
    expect((await owner.get(`/surveys/${survey.id}/pages?first=1`)).status).toBe(400);
  });

  it('are added where asked, at 201 with a Location', async () => {
    const survey = await draft();
    const added = await owner.post(`/surveys/${survey.id}/pages`, { title: 'Zero', position: 0 });
    expect([added.status, added.headers.get('location')]).toEqual([201, `/api/v1/pages/${added.body.id}`]);
    expect(added.body).toEqual({ id: expect.any(String), position: 0, title: 'Zero', description: '' });
    expect((await pagesOf(survey.id)).map((page: { title: string }) => page.title)).toEqual(['Zero', 'One', 'Two']);
    expect((await owner.get(`/pages/${added.body.id}`)).body).toEqual(added.body);
  });

  it('are changed by merge patch: null removes what can be removed', async () => {
    const { page } = await content();
    const path = `/pages/${page.id}`;
    expect((await owner.patch(path, { description: 'Some words', position: 1 })).body).toMatchObject({
      title: 'One',
      description: 'Some words',
      position: 1,
    });
    expect((await owner.patch(path, { title: null, description: null })).body).toMatchObject({
      title: '',
      description: '',
      position: 1,
    });
    const refused = await owner.patch(path, { position: null });
    expect([refused.status, refused.body.code, refused.body.problems[0].field]).toEqual([400, 'BAD_INPUT', 'position']);
  });

  it("are written only from their survey's version, which their tag begins with", async () => {
    const { survey, page } = await content();
    const path = `/pages/${page.id}`;
    const tag = await tagOf(path);
    expect(tag).toMatch(/^"1\./);
    const added = await owner.post(
      `/surveys/${survey.id}/pages`,
      { title: 'Three' },
      { 'if-match': await tagOf(`/surveys/${survey.id}`) },
    );
    expect([added.status, added.headers.get('etag')]).toEqual([201, expect.stringMatching(/^"2\./)]);
    for (const attempt of [
      owner.patch(path, { title: 'Lost' }, { 'if-match': tag }),
      owner.delete(path, { 'if-match': tag }),
      owner.post(`/surveys/${survey.id}/pages`, {}, { 'if-match': tag }),
    ]) {
      const { status, body } = await attempt;
      expect([status, body.code]).toEqual([412, 'VERSION_CONFLICT']);
    }
    expect((await owner.get(path)).body.title).toBe('One');
    const patched = await owner.patch(path, { title: 'Won' }, { 'if-match': await tagOf(path) });
    expect([patched.status, patched.body.title]).toEqual([200, 'Won']);
    expect((await owner.delete(path, { 'if-match': patched.headers.get('etag') ?? '' })).status).toBe(204);
    expect((await owner.get(path)).status).toBe(404);
  });
});

describe('questions', () => {
  it('are added, read, listed and deleted', async () => {
    const { page, question } = await content();
    const added = await owner.post(`/pages/${page.id}/questions`, {
      heading: 'How many?',
      family: 'numeric',
      validation: { min: 1 },
      position: 0,
    });
    expect([added.status, added.headers.get('location')]).toEqual([201, `/api/v1/questions/${added.body.id}`]);
    expect(added.body).toEqual({
      id: expect.any(String),
      position: 0,
      heading: 'How many?',
      family: 'numeric',
      subtype: 'integer',
      required: false,
      options: [],
      rows: [],
      validation: {
        min: 1,
        max: null,
        minLength: null,
        maxLength: null,
        minChoices: null,
        maxChoices: null,
        earliest: null,
        latest: null,
      },
    });
    expect((await owner.get(`/questions/${added.body.id}`)).body).toEqual(added.body);
    const { body } = await owner.get(`/pages/${page.id}/questions?fields=heading`);
    expect(body.data).toEqual([
      { id: added.body.id, heading: 'How many?' },
      { id: question.id, heading: 'Which?' },
    ]);
    expect((await owner.delete(`/questions/${added.body.id}`)).status).toBe(204);
    expect((await owner.get(`/questions/${added.body.id}`)).status).toBe(404);
  });

  it('are replaced whole: what is left out is gone, and an option of the same label keeps its id', async () => {
    const { question } = await content();
    const [yes, no] = question.options;
    await owner.patch(`/questions/${question.id}`, { required: true });
    const replaced = await owner.put(`/questions/${question.id}`, {
      ...CHOICE,
      heading: 'Again?',
      options: [{ label: 'Perhaps', value: 2 }, { label: 'Yes' }],
    });
    expect([replaced.status, replaced.body.heading, replaced.body.required]).toEqual([200, 'Again?', false]);
    expect(replaced.body.options).toEqual([
      { id: expect.any(String), position: 0, label: 'Perhaps', value: 2, disqualifies: false },
      { id: yes.id, position: 1, label: 'Yes', value: null, disqualifies: false },
    ]);
    expect([yes.id, no.id]).not.toContain(replaced.body.options[0].id);
  });

  it('are changed by merge patch: fields of objects one by one, lists whole, null removes', async () => {
    const { page } = await content();
    const { id } = (
      await owner.post(`/pages/${page.id}/questions`, {
        heading: 'Many?',
        family: 'multiple_choice',
        subtype: 'horiz',
        required: true,
        validation: { minChoices: 1, maxChoices: 2 },
        options: [{ label: 'A', value: 1 }, { label: 'B' }],
      })
    ).body;
    const patch = async (body: unknown) => {
      const answer = await owner.patch(`/questions/${id}`, body);
      expect([body, answer.status]).toEqual([body, 200]);
      return answer.body;
    };
    const before = (await owner.get(`/questions/${id}`)).body;
    expect(await patch({ validation: { maxChoices: null } })).toEqual({
      ...before,
      validation: { ...before.validation, maxChoices: null },
    });
    expect(await patch({ heading: 'Which?' })).toMatchObject({
      heading: 'Which?',
      required: true,
      validation: { minChoices: 1 },
      options: before.options,
    });
    expect(await patch({ validation: null, required: null, subtype: null })).toMatchObject({
      validation: null,
      required: false,
      subtype: 'vertical',
    });
    expect((await patch({ options: [{ label: 'B' }] })).options).toEqual([{ ...before.options[1], position: 0 }]);
    expect(await patch({ family: 'numeric', subtype: null, options: null })).toMatchObject({
      family: 'numeric',
      subtype: 'integer',
      options: [],
    });
    for (const [body, status] of [
      [{ heading: null }, 400],
      [{ family: null }, 400],
      [{ position: null }, 400],
      [{ nonsense: 1 }, 400],
      [{ subtype: 'star' }, 422],
      [{ family: 'rating' }, 422],
    ] as const) {
      const answer = await owner.patch(`/questions/${id}`, body);
      expect([body, answer.status, answer.body.code]).toEqual([body, status, 'BAD_INPUT']);
    }
  });

  it('lose no patch of several at once, and replay one by its key', async () => {
    const { survey, question } = await content();
    const path = `/questions/${question.id}`;
    const patches = [
      { heading: 'Patched' },
      { required: true },
      { subtype: 'menu' },
      { options: [{ label: 'Yes', value: 5 }, { label: 'No' }] },
    ];
    expect((await Promise.all(patches.map((patch) => owner.patch(path, patch)))).map(({ status }) => status)).toEqual([
      200, 200, 200, 200,
    ]);
    expect((await owner.get(path)).body).toMatchObject({
      heading: 'Patched',
      required: true,
      subtype: 'menu',
      options: [{ value: 5 }, { value: null }],
    });
    const key = { 'idempotency-key': 'patch-of-a-question-1' };
    const first = await owner.patch(path, { subtype: 'horiz' }, key);
    await owner.delete(path);
    const again = await owner.patch(path, { subtype: 'horiz' }, key);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([200, first.body, first.headers.get('etag')]);
    expect((await owner.get(`/surveys/${survey.id}`)).body.version).toBe(7);
  });

  it("are written only from their survey's version", async () => {
    const { page, question } = await content();
    const path = `/questions/${question.id}`;
    const stale = { 'if-match': await tagOf(path) };
    expect((await owner.patch(path, { heading: 'Second' }, stale)).status).toBe(200);
    for (const attempt of [
      owner.patch(path, { heading: 'Third' }, stale),
      owner.put(path, CHOICE, stale),
      owner.delete(path, stale),
      owner.post(`/pages/${page.id}/questions`, CHOICE, stale),
    ])
      expect((await attempt).status).toBe(412);
    const current = { 'if-match': await tagOf(path) };
    expect((await owner.put(path, CHOICE, current)).status).toBe(200);
    expect((await owner.delete(path, current)).status).toBe(412);
  });

  it('say where they are wrong by the names of the body, in 400 or 422', async () => {
    const { page } = await content();
    const cases: readonly [unknown, number, string][] = [
      [{ ...CHOICE, heading: '' }, 400, 'heading'],
      [{ ...CHOICE, family: 'SINGLE_CHOICE' }, 400, 'family'],
      [{ ...CHOICE, position: -1 }, 400, 'position'],
      [{ ...CHOICE, options: [{ label: 'x', value: 'much' }] }, 400, 'options.0.value'],
      [{ ...CHOICE, options: [] }, 422, 'options'],
      [{ ...CHOICE, subtype: 'star' }, 422, 'subtype'],
      [{ ...CHOICE, rows: [{ label: 'Row' }] }, 422, 'rows'],
    ];
    for (const [body, status, field] of cases) {
      const answer = await owner.post(`/pages/${page.id}/questions`, body);
      expect([body, answer.status, answer.body.code, answer.body.problems[0]]).toEqual([
        body,
        status,
        'BAD_INPUT',
        { in: 'body', field, problem: expect.any(String) },
      ]);
    }
  });

  it('come and go as XML', async () => {
    const { page } = await content();
    const headers = { 'content-type': 'application/xml', accept: 'application/xml' };
    const xml =
      '<question><heading>How good is 1 &lt; 2?</heading><family>matrix</family><required>true</required><rows><item><label>007</label></item></rows>' +
      '<options><item><label>Bad</label><value>-1.5</value></item><item><label>Good</label><value nil="true"/><disqualifies>true</disqualifies></item></options></question>';
    const made = await owner.send('POST', `/pages/${page.id}/questions`, xml, headers);
    expect([made.status, made.headers.get('content-type')]).toEqual([201, 'application/xml; charset=utf-8']);
    expect(made.text).toContain(
      '<heading>How good is 1 &lt; 2?</heading><family>matrix</family><subtype>single</subtype><required>true</required><validation nil="true"/>',
    );
    const path = made.headers.get('location')?.replace('/api/v1', '') ?? '';
    expect((await owner.get(path)).body).toMatchObject({
      heading: 'How good is 1 < 2?',
      rows: [{ label: '007' }],
      options: [
        { label: 'Bad', value: -1.5 },
        { label: 'Good', value: null, disqualifies: true },
      ],
    });
    const patched = await owner.send(
      'PATCH',
      path,
      '<question><required nil="true"/><rows><item><label>One</label></item><item><label>Two</label></item></rows></question>',
      headers,
    );
    expect(patched.status).toBe(200);
    expect((await owner.get(path)).body).toMatchObject({
      required: false,
      rows: [{ label: 'One' }, { label: 'Two' }],
      options: [{ value: -1.5 }, {}],
    });
  });
});

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

describe('a page of surveys with all that hangs on them', () => {
  const rest = (first: number) => `/surveys?first=${first}&expand=pages.questions,collectors,quotas.question`;
  const GRAPHQL = `query ($first: Int) { surveys(first: $first) { nodes {
    id title language status createdBy version createdAt updatedAt openedAt closedAt pageCount questionCount
    pages { id position title description questions { id position heading family subtype required options { id label } rows { id label } } }
    collectors { id name slug status createdAt } quotas { id limit filled question { id heading } }
  } } }`;
  const statements = (headers: Headers) => Number(/sql;desc="(\d+)"/.exec(headers.get('server-timing') ?? '')?.[1]);

  it('costs as many statements for 100 as for 5, and as many as GraphQL asks', async () => {
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
    expect([statements(five.headers), statements(hundred.headers), statements(graphql.headers)]).toEqual([4, 4, 4]);
  }, 60_000);
});
