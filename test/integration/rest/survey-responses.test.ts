import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { answersTo, openSurvey, type OpenSurvey } from '../../support/survey-fixtures.js';
import { until } from '../../support/until.js';

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

describe('the responses of a survey', () => {
  let own: OpenSurvey;
  beforeAll(async () => {
    own = await openSurvey(gateway, token, 'Insights');
    const responses = [
      ...Array.from({ length: 20 }, (_, cups) => ({ answers: answersTo(own, cups) })),
      { answers: answersTo(own, 1, 'No') },
      { partial: true, answers: answersTo(own, 30) },
    ];
    await anonymous.post(`${linkOf(own)}/bulk`, { responses });
    await anonymous.post(linkOf(own));
  });
  const statements = (headers: Headers) => Number(/sql;desc="(\d+)"/.exec(headers.get('server-timing') ?? '')?.[1]);

  it('are listed by pages, filtered and counted', async () => {
    const list = async (query: string) => (await owner.get(`/surveys/${own.id}/responses?${query}`)).body;
    const first = await list('first=15&total=true');
    const second = (await owner.get(first.links.next.replace('/api/v1', ''))).body;
    const ids = [...first.data, ...second.data].map(({ id }: { id: string }) => id);
    expect([first.totalCount, first.data.length, second.links.next, new Set(ids).size]).toEqual([23, 15, null, 23]);
    expect((await list('statuses=partial,disqualified&total=true')).totalCount).toBe(2);
    expect((await list('statuses=in_progress')).data).toHaveLength(1);
    const { collectorId } = first.data[0];
    expect((await list(`collectorId=${collectorId}&total=true&first=1`)).totalCount).toBe(23);
    expect((await list('submittedFrom=2020-01-01T00:00:00Z&submittedTo=2021-01-01T00:00:00Z')).data).toEqual([]);
    expect((await list('submittedFrom=2020-01-01T00:00:00Z&first=100')).data).toHaveLength(22);
    for (const query of [
      'statuses=nonsense',
      'submittedFrom=yesterday',
      'first=101',
      'sort=id',
      'collectorId=a&collectorId=b',
    ])
      expect([query, (await owner.get(`/surveys/${own.id}/responses?${query}`)).status]).toEqual([query, 400]);
    expect((await owner.get(`/surveys/${own.id}/responses?after=bm9uc2Vuc2U`)).body).toMatchObject({
      status: 400,
      code: 'BAD_CURSOR',
    });
  });

  it('cost one statement for any number of responses, with every expansion', async () => {
    const path = (first: number) =>
      `/surveys/${own.id}/responses?first=${first}&expand=answers.question,collector,survey`;
    const [few, many] = [await owner.get(path(2)), await owner.get(path(23))];
    const answered = many.body.data.flatMap(({ answers }: { answers: { question: unknown }[] }) => answers);
    expect(answered).toHaveLength(66);
    expect(answered.every(({ question }: { question: unknown }) => question !== null)).toBe(true);
    const graphql = await gateway.graphql(
      'query ($id: ID!) { survey(id: $id) { responses(first: 23) { nodes { id status answers { text question { heading } } collector { name } survey { title } } } } }',
      { id: own.id },
      token,
    );
    expect(graphql.errors).toEqual([]);
    expect([few, many, graphql].map(({ headers }) => statements(headers))).toEqual([1, 1, 1]);
  });

  it('have the chosen options of their answers, by one statement', async () => {
    interface Expanded {
      readonly optionIds: readonly string[];
      readonly options: readonly { readonly id: string; readonly label: string }[];
      readonly question: { readonly options: readonly { readonly id: string }[] };
    }
    const list = await owner.get(`/surveys/${own.id}/responses?first=23&expand=answers.question,answers.options`);
    expect(statements(list.headers)).toBe(1);
    const answers = list.body.data.flatMap((response: { answers: Expanded[] }) => response.answers) as Expanded[];
    expect(answers.filter(({ optionIds }) => optionIds.length > 0)).not.toEqual([]);
    for (const { optionIds, options, question } of answers)
      expect(options).toEqual(question.options.filter(({ id }) => optionIds.includes(id)));
    const inXml = await owner.get(`/surveys/${own.id}/responses?first=23&expand=answers.options`, {
      accept: 'application/xml',
    });
    const labels = [...inXml.text.matchAll(/<label>([^<]+)/g)].map(([, label]) => label);
    expect(labels).toEqual(answers.flatMap(({ options }) => options.map(({ label }) => label)));
  });

  it('are counted in a list of surveys, and the newest are expanded, by one statement', async () => {
    const plain = (await owner.get(`/surveys/${own.id}`)).body;
    expect(plain).not.toHaveProperty('responseCount');
    const list = await owner.get('/surveys?fields=title,responseCount&expand=responses.answers.question');
    const found = list.body.data.find(({ id }: { id: string }) => id === own.id);
    const newest = (await owner.get(`/surveys/${own.id}/responses?first=5&expand=answers.question`)).body;
    expect(found).toEqual({ id: own.id, title: 'Insights', responseCount: 23, responses: newest.data });
    expect(statements(list.headers)).toBe(1);
    expect((await owner.get(`/surveys/${survey.id}?fields=responseCount&expand=responses`)).body).toEqual({
      id: survey.id,
      responseCount: 0,
      responses: [],
    });
    const draft = await owner.post('/surveys?fields=title,responseCount&expand=responses', { title: 'New', pages: [] });
    expect(draft.body).toMatchObject({ title: 'New', responseCount: 0, responses: [] });
  });

  it('are neither counted nor shown to who follows a link, nor to another tenant', async () => {
    for (const query of ['fields=survey.responseCount', 'expand=survey.responses']) {
      const path = `/collector-links/${own.slug}?${query}`;
      const statuses = await Promise.all(
        [anonymous, foreign, owner].map(async (each) => (await each.get(path)).status),
      );
      expect([query, ...statuses]).toEqual([query, 401, 404, 200]);
    }
  });

  it('make results for each question, of the statuses asked for', async () => {
    const { status, body } = await owner.get(`/surveys/${own.id}/results?fresh=true&expand=question`);
    expect([status, Object.keys(body)]).toEqual([200, ['data', 'links']]);
    const [like, , cups, , matrix] = body.data;
    expect(like).toMatchObject({
      questionId: own.questions[0]?.id,
      answered: 20,
      skipped: 0,
      options: [
        { option: { label: 'Yes' }, count: 20, share: 1 },
        { option: { label: 'No' }, count: 0, share: 0 },
      ],
    });
    expect([cups.mean, cups.min, cups.max, cups.histogram.length, cups.question.heading]).toEqual([
      9.5,
      0,
      19,
      10,
      'How many cups?',
    ]);
    expect(matrix).toMatchObject({
      answered: 0,
      options: [],
      rows: [{ row: { label: 'Taste' }, options: [{ count: 0 }, { count: 0 }] }, {}],
    });
    const of = async (statuses: string) =>
      (await owner.get(`/surveys/${own.id}/results?fresh=true&statuses=${statuses}&fields=answered`)).body.data[0]
        .answered;
    expect([await of('completed,partial'), await of('disqualified')]).toEqual([21, 1]);
    const { survey: graphql } = await gateway.data(
      'query ($id: ID!) { survey(id: $id) { results(fresh: true) { answered skipped mean median min max histogram { from to count } options { count share } } } }',
      { id: own.id },
      token,
    );
    expect(body.data).toMatchObject(graphql.results);
    for (const query of ['statuses=', 'statuses=nonsense', 'nonsense=1'])
      expect([query, (await owner.get(`/surveys/${own.id}/results?${query}`)).status]).toEqual([query, 400]);
  });

  it('make trends', async () => {
    const trends = async (query: string) => owner.get(`/surveys/${own.id}/trends?${query}`);
    const { body } = await trends('interval=month');
    expect(body.data).toEqual([
      {
        from: expect.stringMatching(/-01T00:00:00\.000Z$/),
        total: 22,
        completed: 20,
        partial: 1,
        disqualified: 1,
        overquota: 0,
      },
    ]);
    expect((await trends('interval=hour&to=2020-01-01T00:00:00%2B01:00')).body.data).toEqual([]);
    for (const query of ['', 'interval=year', 'interval=day&from=2026-02-30T00:00:00Z'])
      expect([query, (await trends(query)).status]).toEqual([query, 400]);
  });

  it('are for members of the tenant', async () => {
    for (const path of ['responses', 'results', 'trends?interval=day', 'response-events']) {
      const statuses = await Promise.all(
        [foreign, anonymous].map(async (client) => (await client.get(`/surveys/${own.id}/${path}`)).status),
      );
      expect([path, ...statuses]).toEqual([path, 404, 401]);
    }
    expect(
      (await restClient(gateway.url, await gateway.token('data')).get(`/surveys/${own.id}/responses`)).status,
    ).toBe(200);
  });

  it('stream as they are submitted, and only those of this survey', async () => {
    // Not by fetch: it connects once more when it is aborted, and never uses that connection.
    const request = get(`${gateway.url}/api/v1/surveys/${own.id}/response-events`, {
      agent: false,
      headers: { authorization: `Bearer ${token}` },
    });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
      'no-store',
    ]);
    let text = '';
    answer
      .setEncoding('utf8')
      .on('data', (chunk: string) => (text += chunk))
      .on('error', () => undefined);
    const given: string[] = [];
    const messages = () => text.split('\n\n').filter((message) => message.includes('\nevent: responseSubmitted\n'));
    await until('a submitted response is streamed', async () => {
      await anonymous.post(linkOf(survey), { partial: true });
      given.push((await anonymous.post(linkOf(own), { answers: answersTo(own, 5) })).body.id);
      return messages().length > 0;
    });
    const [, data = ''] = /^data: (.*)$/m.exec(messages()[0] ?? '') ?? [];
    expect(JSON.parse(data)).toEqual({
      id: expect.any(String),
      surveyId: own.id,
      collectorId: expect.any(String),
      status: 'completed',
      startedAt: expect.any(String),
      submittedAt: expect.any(String),
    });
    expect(given).toContain(JSON.parse(data).id);
    expect(messages()[0]).toMatch(/^id: [0-9a-f-]{36}$/m);
    request.destroy();
    expect((await owner.get(`/surveys/${own.id}/response-events`, { accept: 'application/json' })).status).toBe(406);
  });
});
