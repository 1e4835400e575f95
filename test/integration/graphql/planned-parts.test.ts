import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idForName } from '../../../src/kernel/ids.js';
import { createShow } from '../../support/booking-flow.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { answersTo, openSurvey, type OpenSurvey } from '../../support/survey-fixtures.js';

let plans: TestGateway;
let owner: string;
let survey: OpenSurvey;

beforeAll(async () => {
  plans = await startGateway({ GRAPHQL_EXECUTOR: 'plans' });
  owner = await plans.token('owner');
  survey = await openSurvey(plans, owner, 'Tea');
  for (const title of ['Second', 'Third']) await openSurvey(plans, owner, title);
  await plans.data(
    'mutation ($slug: String!, $answers: [AnswerInput!]) { respond(slug: $slug, answers: $answers) { response { id } } }',
    { slug: survey.slug, answers: answersTo(survey, 3) },
  );
}, 90_000);
afterAll(() => plans?.stop());

const countOf = (headers: Headers, store: 'sql' | 'mongo') =>
  Number(new RegExp(`${store};desc="(\\d+)"`).exec(headers.get('server-timing') ?? '')?.[1]);

/** The answer of an operation, and who answered its fields. */
async function explained(query: string, variables: object = {}, token = owner) {
  const response = await fetch(`${plans.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-explain': 'on' },
    body: JSON.stringify({ query, variables }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const body = (await response.json()) as { data: any; errors?: any[]; extensions: { explain: { fields: unknown[] } } };
  return { ...body, fields: body.extensions.explain.fields };
}

describe('a field that no statement answers', () => {
  it('is resolved by itself, on what the statement answered of the rest', async () => {
    const { data, errors, fields } = await explained(
      `query ($id: ID!) { survey(id: $id) {
         first: title counted: results(statuses: [COMPLETED], fresh: true) { question { heading } answered } status activity { completed }
         pages { questions { id result { question { id } } } }
       } }`,
      { id: survey.id },
    );
    expect(errors).toBeUndefined();
    expect(Object.keys(data.survey)).toEqual(['first', 'counted', 'status', 'activity', 'pages']);
    expect(data.survey.counted[0]).toEqual({ question: { heading: 'Do you like coffee?' }, answered: 1 });
    const questions = data.survey.pages.flatMap((page: { questions: object[] }) => page.questions);
    expect(questions).toEqual(survey.questions.map(({ id }) => ({ id, result: { question: { id } } })));
    expect(fields).toEqual([
      { field: 'survey', by: 'plan', resolved: ['counted', 'activity', 'pages.questions.result'] },
    ]);
  });

  it('is resolved once for all rows of a list', async () => {
    const query = 'query ($n: Int) { surveys(first: $n) { edges { cursor node { id results { answered } } } } }';
    const [one, three] = await Promise.all([1, 3].map((n) => plans.graphql(query, { n }, owner)));
    expect(three?.errors).toEqual([]);
    expect(three?.data?.surveys.edges).toHaveLength(3);
    expect(countOf(three?.headers as Headers, 'sql')).toBe(countOf(one?.headers as Headers, 'sql'));
  });

  it('is refused at its own place, and with its object where it may not be null, to whoever is no member', async () => {
    const open = (fields: string) => `query ($slug: String!) { collector(slug: $slug) { survey { title ${fields} } } }`;
    const foreign = await plans.token('owner', 'umbrella');
    const asked = async (fields: string) => explained(open(fields), { slug: survey.slug }, foreign);
    const activity = await asked('activity { completed }');
    expect(activity.data).toEqual({ collector: { survey: { title: 'Tea', activity: null } } });
    expect(activity.errors).toMatchObject([
      { path: ['collector', 'survey', 'activity'], extensions: { code: 'NOT_FOUND' } },
    ]);
    const quotas = await asked('quotas { limit } responses { totalCount }');
    expect(quotas.data).toBeNull();
    expect(quotas.errors).toHaveLength(1);
    expect(quotas.errors).toMatchObject([{ path: ['collector', 'survey', expect.any(String)] }]);
    const own = await explained(open('quotas { limit } responses { totalCount }'), { slug: survey.slug });
    expect(own.data).toEqual({ collector: { survey: { title: 'Tea', quotas: [], responses: { totalCount: 1 } } } });
  });

  it('may have a key of any name', async () => {
    const { data } = await explained(
      '{ constructor: viewer { role } surveys(first: 1) { nodes { toString: activity { surveyId } __proto__: results { answered } } } }',
    );
    expect(data.constructor).toEqual({ role: 'OWNER' });
    expect(Object.keys(data.surveys.nodes[0])).toEqual(['toString', '__proto__']);
  });
});

describe('nodes', () => {
  it('are one statement, in the order of their IDs, null where there is none', async () => {
    const showId = await createShow(plans, owner, plans.gateway.parts.database.pool);
    const nowhere = idForName('Survey', 'nowhere');
    const [{ id: question } = { id: '' }] = survey.questions;
    const ids = [question, nowhere, survey.id, 'nonsense', showId, survey.id.toUpperCase()];
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) {
      __typename id ... on Survey { title } ... on Question { heading } ... on Show { seatCounts { available } } } }`;
    const { data, errors, headers } = await plans.graphql(query, { ids }, owner);
    expect(errors).toEqual([]);
    const tea = { __typename: 'Survey', id: survey.id, title: 'Tea' };
    expect(data?.nodes).toEqual([
      { __typename: 'Question', id: question, heading: 'Do you like coffee?' },
      null,
      tea,
      null,
      { __typename: 'Show', id: showId, seatCounts: { available: expect.any(Number) } },
      tea,
    ]);
    expect(countOf(headers, 'sql')).toBe(1);
    const foreign = await plans.graphql(query, { ids: [survey.id, question] }, await plans.token('owner', 'umbrella'));
    expect(foreign.data).toEqual({ nodes: [null, null] });
    expect((await plans.graphql(query, { ids: Array(101).fill(question) }, owner)).errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED' } },
    ]);
  });
});

describe('a planned field without a row', () => {
  it('is left to its resolver, and the resolvers of other fields do not run again', async () => {
    const events = 'eventLogs(first: 1) { nodes { id } }';
    const alone = await plans.graphql(`{ ${events} }`, {}, owner);
    const missing = idForName('Survey', 'nowhere');
    const both = await plans.graphql(
      `query ($id: ID!, $own: ID!) { ${events} own: survey(id: $own) { title } gone: survey(id: $id) { title } }`,
      { id: missing, own: survey.id },
      owner,
    );
    expect(both.errors).toMatchObject([{ path: ['gone'], extensions: { code: 'NOT_FOUND' } }]);
    expect(countOf(alone.headers, 'mongo')).toBeGreaterThan(0);
    expect(countOf(both.headers, 'mongo')).toBe(countOf(alone.headers, 'mongo'));
    // The plan's statement, and the resolver of the survey that is not there.
    expect(countOf(both.headers, 'sql')).toBe(2);
  });
});
