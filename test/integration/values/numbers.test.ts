import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';

let gateway: TestGateway;
let token: string;
let owner: RestClient;
beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
}, 60_000);
afterAll(() => gateway?.stop());

async function sql(text: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: gateway.environment['DATABASE_URL'] as string });
  await client.connect();
  try {
    await client.query(text, values);
  } finally {
    await client.end();
  }
}

const QUESTIONS = [
  { heading: 'n', family: 'NUMERIC', subtype: 'decimal' },
  {
    heading: 'r',
    family: 'RATING',
    options: [
      { label: 'a', value: 1 },
      { label: 'b', value: 2 },
    ],
  },
];
const CREATE =
  'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id pages { questions { id options { id } } } } } }';

async function openNumbers() {
  const { createSurvey } = await gateway.data(
    CREATE,
    { input: { title: 'Numbers', pages: [{ questions: QUESTIONS }] } },
    token,
  );
  const { id, pages } = createSurvey.survey;
  await gateway.data('mutation ($id: ID!) { publishSurvey(id: $id) { survey { id } } }', { id }, token);
  const { createCollector } = await gateway.data(
    'mutation ($id: ID!) { createCollector(input: { surveyId: $id, name: "c" }) { collector { slug } } }',
    { id },
    token,
  );
  return {
    id: id as string,
    slug: createCollector.collector.slug as string,
    questions: pages[0].questions as { id: string; options: { id: string }[] }[],
  };
}
type Numbers = Awaited<ReturnType<typeof openNumbers>>;

const RESPOND =
  'mutation ($slug: String!, $answers: [AnswerInput!]) { respond(slug: $slug, answers: $answers) { response { id } } }';
const answer = (survey: Numbers, number: number, option: 0 | 1) =>
  gateway.graphql(RESPOND, {
    slug: survey.slug,
    answers: [
      { questionId: survey.questions[0]!.id, number },
      { questionId: survey.questions[1]!.id, optionIds: [survey.questions[1]!.options[option]!.id] },
    ],
  });

const RESULTS =
  'query ($id: ID!) { survey(id: $id) { results(fresh: true) { answered mean median min max histogram { from to count } } } }';

/** The results of a survey over both ports, which must be the same. */
async function resultsOf({ id }: Numbers) {
  const { survey } = await gateway.data(RESULTS, { id }, token);
  const { status, body } = await owner.get(`/surveys/${id}/results?fresh=true`);
  expect(status).toBe(200);
  for (const [index, { mean, median, min, max, histogram }] of survey.results.entries())
    expect(body.data[index]).toMatchObject({ mean, median, min, max, histogram });
  return survey.results;
}

describe('a number that a caller gives', () => {
  it.each([1.7e308, 1e308, -9e307, 1.1e15, 9_007_199_254_740_992])(
    'of %p is refused with its bound, over either port, as answer, value and bound',
    async (number) => {
      const survey = await openNumbers();
      const live = await answer(survey, number, 0);
      expect(live.errors[0]).toMatchObject({
        message: expect.stringContaining('must be from -1000000000000000 to 1000000000000000'),
        extensions: { code: 'BAD_INPUT' },
      });
      const rest = await restClient(gateway.url).post(`/collector-links/${survey.slug}/responses`, {
        answers: [{ questionId: survey.questions[0]!.id, number }],
      });
      expect([rest.status, rest.body.code]).toEqual([422, 'BAD_INPUT']);
      for (const question of [
        { ...QUESTIONS[0], validation: { max: number } },
        { ...QUESTIONS[1], options: [{ label: 'a', value: number }] },
      ]) {
        const created = await gateway.graphql(
          CREATE,
          { input: { title: 'x', pages: [{ questions: [question] }] } },
          token,
        );
        expect(created.errors[0]?.extensions.code).toBe('BAD_INPUT');
      }
      expect((await resultsOf(survey))[0]).toMatchObject({ answered: 0, mean: null });
    },
  );

  it.each(['1e400', '-1e400', '9007199254740993', '12345678901234567890'])(
    'that no double holds is refused as JSON and as a literal: %s',
    async (literal) => {
      const survey = await openNumbers();
      const body = `{"answers":[{"questionId":"${survey.questions[0]!.id}","number":${literal}}]}`;
      const sent = await restClient(gateway.url).send('POST', `/collector-links/${survey.slug}/responses`, body, {
        'content-type': 'application/json',
      });
      // Beyond a double it breaks the published schema, below that only the bound of its description.
      expect([sent.status, sent.body.code]).toEqual([literal.includes('e') ? 400 : 422, 'BAD_INPUT']);
      const { errors } = await gateway.graphql(
        `mutation { respond(slug: "${survey.slug}", answers: [{ questionId: "${survey.questions[0]!.id}", number: ${literal} }]) { response { id } } }`,
      );
      expect(errors[0]?.extensions.code).toMatch(
        /^(BAD_INPUT|VALIDATION_FAILED|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/,
      );
    },
  );

  it('is exact in a parameter, or refused', async () => {
    expect((await owner.get('/surveys?first=1')).status).toBe(200);
    for (const first of ['1.0000000000000001', '0.99999999999999999', '12345678901234567890', '1e400', '1e-400'])
      expect([first, (await owner.get(`/surveys?first=${first}`)).body.code]).toEqual([first, 'BAD_INPUT']);
  });

  it('at the bound is kept as it is', async () => {
    const survey = await openNumbers();
    for (const [number, option] of [
      [1e15, 0],
      [-1e15, 1],
      [999_999_999_999_999, 0],
    ] as const)
      expect((await answer(survey, number, option)).errors).toEqual([]);
    expect((await resultsOf(survey))[0]).toMatchObject({
      answered: 3,
      median: 999_999_999_999_999,
      min: -1e15,
      max: 1e15,
    });
  });
});

describe('the results of a survey with numbers from before they had bounds', () => {
  const MAX = Number.MAX_VALUE;
  it.each<[readonly number[], number, number]>([
    [[1.7e308, 1.7e308], 1.7e308, 1.7e308],
    [[1.7e308, -1.7e308], 0, 0],
    [[1e308, -9e307], 5e306, 5e306],
    [[-1e308, -1e308], -1e308, -1e308],
    [[MAX, MAX, MAX], MAX, MAX],
    [[1e200, -1e200, 3], 0, 3],
    [[5e-324, 1e-323], 5e-324, 5e-324],
    [[5e-324, MAX], MAX / 2, MAX / 2],
    [[0.1, 0.2, 0.6], 0.3, 0.2],
    [[1, 2, 3, 10], 4, 2.5],
  ])('are numbers over either port: %j', async (numbers, mean, median) => {
    const survey = await openNumbers();
    for (const [index] of numbers.entries()) expect((await answer(survey, 1000 + index, 0)).errors).toEqual([]);
    for (const [index, number] of numbers.entries())
      await sql('UPDATE answer SET number = $1 WHERE number = $2 AND question_id = $3', [
        number,
        1000 + index,
        survey.questions[0]!.id,
      ]);
    const [result] = await resultsOf(survey);
    const near = (actual: number, wanted: number) =>
      Math.abs(actual / 1e10 - wanted / 1e10) <=
      Math.abs(wanted / 1e10) * 1e-12 + (Math.max(...numbers.map(Math.abs)) / 1e10) * 1e-12;
    expect([result.mean, near(result.mean, mean)]).toEqual([result.mean, true]);
    expect([result.median, near(result.median, median)]).toEqual([result.median, true]);
    expect(result).toMatchObject({ answered: numbers.length, min: Math.min(...numbers), max: Math.max(...numbers) });
    expect(result.histogram.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(numbers.length);
    expect([result.histogram[0].from, result.histogram.at(-1).to]).toEqual([result.min, result.max]);
  });

  it('are numbers for the values of options', async () => {
    const survey = await openNumbers();
    await answer(survey, 1, 0);
    await answer(survey, 1, 1);
    await sql(
      'UPDATE question_option SET value = CASE value WHEN 1 THEN 1.7e308 ELSE 1.6e308 END WHERE question_id = $1',
      [survey.questions[1]!.id],
    );
    const [, result] = await resultsOf(survey);
    expect(result).toMatchObject({ min: 1.6e308, max: 1.7e308 });
    for (const value of [result.mean, result.median]) expect(value / 1e308).toBeCloseTo(1.65, 10);
  });
});

describe('a text from before control characters were refused', () => {
  it('is given as it is in JSON and GraphQL, and an answer in XML is refused rather than changed', async () => {
    const { createSurvey } = await gateway.data(
      CREATE,
      { input: { title: 'Old', pages: [{ title: 'p', description: 'a\tb\r\nc', questions: QUESTIONS }] } },
      token,
    );
    const path = `/surveys/${createSurvey.survey.id}/pages`;
    const xml = { accept: 'application/xml' };
    expect((await owner.get(path, xml)).text).toContain('a\tb&#13;\nc');
    await sql(`UPDATE survey_page SET description = E'a\\u0001b' WHERE description = E'a\\tb\\r\\nc'`);
    expect((await owner.get(path)).body.data[0].description).toBe('a\u0001b');
    const refused = await owner.get(path, xml);
    expect([
      refused.status,
      refused.text.includes('NOT_ACCEPTABLE'),
      refused.text.includes('U+0001'),
      refused.text.includes('\ufffd'),
    ]).toEqual([406, true, true, false]);
    const page = (await owner.get(path)).body.data[0];
    const written = await owner.patch(`/pages/${page.id}`, { title: 'New' }, xml);
    expect([written.status, written.headers.get('content-type'), written.body.description]).toEqual([
      200,
      'application/json; charset=utf-8',
      'a\u0001b',
    ]);
  });
});
