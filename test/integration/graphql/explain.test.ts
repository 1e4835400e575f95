import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';

let gateway: TestGateway;
let production: TestGateway;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway({ GRAPHQL_EXECUTOR: 'plans' });
  production = await startGateway({ NODE_ENV: 'production' });
  owner = await gateway.token('owner');
}, 90_000);
afterAll(() => Promise.all([gateway?.stop(), production?.stop()]));

async function ask(to: TestGateway, query: string, headers: Record<string, string> = { 'x-explain': 'on' }) {
  const response = await fetch(`${to.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner}`, ...headers },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as {
    data: Record<string, unknown> | null;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    extensions?: { explain?: any };
  };
}

describe('an operation that is explained', () => {
  it('says who answers each field of the root, and shows the statement with its figures', async () => {
    const { data, extensions } = await ask(
      gateway,
      '{ all: shows(first: 3) { totalCount nodes { id } } viewer { role } __typename }',
    );
    expect(data).toMatchObject({ all: { totalCount: 0, nodes: [] }, viewer: { role: 'OWNER' } });
    expect(extensions?.explain).toMatchObject({
      fields: [
        { field: 'all', by: 'plan' },
        { field: 'viewer', by: 'resolvers', why: 'Only a resolver answers Query.viewer.' },
        { field: '__typename', by: 'plan' },
      ],
      statement: {
        sql: expect.stringContaining('FROM show'),
        parameters: expect.any(Number),
        planningMs: expect.any(Number),
        executionMs: expect.any(Number),
        topNode: expect.any(String),
        rows: 1,
        buffers: { hit: expect.any(Number), read: expect.any(Number) },
      },
    });
  });

  it('says why resolvers answer a field that has a plan', async () => {
    const id = '{ survey(id: "not-an-id") { title } }';
    expect((await ask(gateway, id)).extensions?.explain.fields).toEqual([
      { field: 'survey', by: 'resolvers', why: expect.stringMatching(/\w/) },
    ]);
    expect(
      (await ask(gateway, 'mutation { createSurvey(input: { title: "x" }) { survey { id } } }')).extensions,
    ).toEqual({ explain: { fields: [{ field: 'createSurvey', by: 'resolvers', why: 'Only queries are planned.' }] } });
  });

  it.each([undefined, 'off', 'ON', '1'])('is not explained by x-explain: %s', async (value) => {
    const headers: Record<string, string> = value === undefined ? {} : { 'x-explain': value };
    expect((await ask(gateway, '{ shows { totalCount } }', headers)).extensions).toBeUndefined();
  });

  it('is not explained in production', async () => {
    const { data, extensions } = await ask(production, '{ shows { totalCount } }');
    expect(data).toEqual({ shows: { totalCount: 0 } });
    expect(extensions).toBeUndefined();
  });

  it('is explained by the reference executor, which plans nothing', async () => {
    const reference = await startGateway({ GRAPHQL_EXECUTOR: 'resolvers' });
    try {
      expect((await ask(reference, '{ shows { totalCount } }')).extensions?.explain).toEqual({
        fields: [{ field: 'shows', by: 'resolvers', why: 'GRAPHQL_EXECUTOR is resolvers.' }],
      });
    } finally {
      await reference.stop();
    }
  }, 60_000);
});
