import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { CHOICE, surveyContent, type SurveyContent } from '../../support/survey-content.js';

let gateway: TestGateway;
let owner: RestClient;
let draft: SurveyContent['draft'];
let pagesOf: SurveyContent['pagesOf'];
let content: SurveyContent['content'];

beforeAll(async () => {
  gateway = await startGateway();
  owner = restClient(gateway.url, await gateway.token('owner'));
  ({ draft, pagesOf, content } = surveyContent(owner));
}, 60_000);
afterAll(() => gateway?.stop());

const tagOf = async (path: string) => (await owner.get(path)).headers.get('etag') ?? '';

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
