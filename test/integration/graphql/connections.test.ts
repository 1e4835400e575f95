import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withRequestCost, createRequestCost } from '../../../src/ops/request-cost.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { EXECUTOR } from '../../support/servers.js';
import { createDraft, openSurvey, respond } from '../../support/survey-fixtures.js';

let gateway: TestGateway;
let owner: string;
const SURVEYS = 30;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
  for (let n = 0; n < SURVEYS - 2; n += 1) await createDraft(gateway, owner, `Survey ${n}`);
  for (let n = 0; n < 2; n += 1) {
    const survey = await openSurvey(gateway, owner, `Open ${n}`);
    for (let cups = 1; cups <= 3; cups += 1) await respond(gateway, survey, cups);
  }
}, 60_000);
afterAll(() => gateway?.stop());

/** Runs a query in this process and counts what it sends to PostgreSQL. */
async function statementsOf(query: string, variables: Record<string, unknown>): Promise<number> {
  const cost = createRequestCost();
  const answer = await withRequestCost(cost, () =>
    gateway.gateway.parts.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${owner}` },
      payload: { query, variables },
    }),
  );
  expect(answer.json().errors).toBeUndefined();
  const told = /sql;desc="(\d+)"/.exec(String(answer.headers['server-timing']))?.[1];
  return Number(told);
}

describe('a connection', () => {
  it('pages through everything once, newest first', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 10; pages += 1) {
      const {
        surveys,
      }: {
        surveys: {
          nodes: { id: string }[];
          edges: { cursor: string; node: { id: string } }[];
          totalCount: number;
          pageInfo: Record<string, unknown>;
        };
      } = await gateway.data(
        'query ($after: String) { surveys(first: 7, after: $after) { totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
        { after },
        owner,
      );
      expect(surveys.totalCount).toBe(SURVEYS);
      expect(surveys.edges.map((edge) => edge.node)).toEqual(surveys.nodes);
      expect(surveys.pageInfo).toMatchObject({
        hasPreviousPage: after !== null,
        endCursor: surveys.edges.at(-1)?.cursor,
        startCursor: surveys.edges[0]?.cursor,
      });
      seen.push(...surveys.nodes.map((node) => node.id));
      if (surveys.pageInfo['hasNextPage'] === false) break;
      after = surveys.pageInfo['endCursor'] as string;
    }
    expect(new Set(seen).size).toBe(SURVEYS);
    expect(seen).toHaveLength(SURVEYS);
    expect([...seen].sort().reverse()).toEqual(seen);
  });

  it('filters, and counts what it filters', async () => {
    const { open, titled, none } = await gateway.data(
      '{ open: surveys(filter: { status: OPEN }) { totalCount nodes { status } } titled: surveys(filter: { titleContains: "SURVEY 1" }) { totalCount } none: surveys(first: 0) { nodes { id } pageInfo { hasNextPage endCursor } } }',
      {},
      owner,
    );
    expect(open).toEqual({ totalCount: 2, nodes: [{ status: 'OPEN' }, { status: 'OPEN' }] });
    expect(titled.totalCount).toBe(11);
    expect(none).toEqual({ nodes: [], pageInfo: { hasNextPage: true, endCursor: null } });
  });

  it('of children pages per parent', async () => {
    const { surveys } = await gateway.data(
      '{ surveys(filter: { status: OPEN }) { nodes { responses(first: 2) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } }',
      {},
      owner,
    );
    for (const { responses } of surveys.nodes)
      expect(responses).toMatchObject({
        totalCount: 3,
        nodes: [expect.anything(), expect.anything()],
        pageInfo: { hasNextPage: true },
      });
  });

  it('gives every node by its id', async () => {
    const { surveys } = await gateway.data(
      '{ surveys(filter: { status: OPEN }, first: 1) { nodes { id pages { id questions { id } } collectors { id } responses { nodes { id } } } } }',
      {},
      owner,
    );
    const [survey] = surveys.nodes;
    const ids = [
      survey.id,
      survey.pages[0].id,
      survey.pages[0].questions[0].id,
      survey.collectors[0].id,
      survey.responses.nodes[0].id,
      'nonsense',
    ];
    const { nodes } = await gateway.data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids }, owner);
    expect(nodes).toEqual([
      ...['Survey', 'SurveyPage', 'Question', 'Collector', 'SurveyResponse'].map((__typename, index) => ({
        __typename,
        id: ids[index],
      })),
      null,
    ]);
  });
});

describe('the statements of a page', () => {
  const RESULTS = 'results(fresh: true) { answered options { count } }';
  const TREE = `query ($first: Int) { surveys(first: $first) { totalCount nodes { title questionCount pages { title questions { heading options { label } } } collectors { slug } quotas { limit }
    responses(first: 2) { totalCount nodes { status answers { number question { heading } options { label } } collector { name } } } ${RESULTS} } } }`;

  it('do not grow with its size', async () => {
    const few = await statementsOf(TREE, { first: 2 });
    const many = await statementsOf(TREE, { first: SURVEYS });
    expect(few).toBeGreaterThan(3);
    expect(many).toBe(few);
    expect(many).toBeLessThanOrEqual(14);
  });

  it('are one by a plan, which answers everything but results', async () => {
    const planned = TREE.replace(RESULTS, '');
    const few = await statementsOf(planned, { first: 2 });
    expect(await statementsOf(planned, { first: SURVEYS })).toBe(few);
    if (EXECUTOR === 'plans') expect(few).toBe(1);
    else expect(few).toBeGreaterThan(3);
  });

  it('are one for a tree of any depth below one survey', async () => {
    const { surveys } = await gateway.data('{ surveys(first: 1) { nodes { id } } }', {}, owner);
    expect(
      await statementsOf(
        'query ($id: ID!) { survey(id: $id) { title questionCount pageCount pages { title questions { heading options { label } rows { label } } } } }',
        { id: surveys.nodes[0].id },
      ),
    ).toBe(1);
  });

  it('are none for a count that is not asked for, and one when only it is', async () => {
    expect(await statementsOf('{ surveys { nodes { id } } }', {})).toBe(1);
    expect(await statementsOf('{ surveys { totalCount } }', {})).toBe(1);
  });

  it('would grow if each parent were asked for alone (negative control)', async () => {
    const { surveys } = await gateway.data(
      'query ($first: Int) { surveys(first: $first) { nodes { id } } }',
      { first: SURVEYS },
      owner,
    );
    let statements = 0;
    for (const { id } of surveys.nodes)
      statements += await statementsOf('query ($id: ID!) { survey(id: $id) { collectors { slug } } }', { id });
    expect(statements).toBeGreaterThanOrEqual(SURVEYS);
  });
});
