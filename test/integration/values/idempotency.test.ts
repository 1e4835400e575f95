import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';

let gateway: TestGateway;
let token: string;
let owner: RestClient;
let keys = 0;
beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
}, 60_000);
afterAll(() => gateway?.stop());

const newKey = () => `a-key-of-some-length-${(keys += 1)}`;
const CREATE =
  'mutation ($input: CreateSurveyInput!, $key: String) { createSurvey(input: $input, idempotencyKey: $key) { survey { id } } }';
const JSON_TYPE = { 'content-type': 'application/json' };
/** The id of the survey made, or the code of the refusal. */
const byRest = async (key: string, body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) => {
  const answer = await owner.send('POST', '/surveys', body, {
    ...headers,
    'idempotency-key': key,
    accept: 'application/json',
  });
  return (answer.body.id ?? answer.body.code) as string;
};
const byGraphql = async (key: string, query: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await gateway.graphql(query, { ...variables, key }, token);
  return (data?.createSurvey?.survey.id ?? errors[0]?.extensions.code) as string;
};

describe('the same request under a key', () => {
  it('is the same whatever the order of its keys, its blanks and the spelling of its numbers, over REST', async () => {
    const key = newKey();
    const first = await byRest(
      key,
      '{"title":"x","language":"en","pages":[{"title":"p","questions":[{"heading":"q","family":"numeric","validation":{"min":1,"max":100}}]}]}',
    );
    const again = [
      '{"pages":[{"questions":[{"validation":{"max":100,"min":1},"family":"numeric","heading":"q"}],"title":"p"}],"language":"en","title":"x"}',
      '{ "language" : "en", "title":"\\u0078",\n"pages":[{"title":"p","questions":[{"heading":"q","family":"numeric","validation":{"max":1e2,"min":1.0}}]}] }',
    ];
    for (const body of again) expect(await byRest(key, body)).toBe(first);
    const xml =
      '<s><language>en</language><pages><item><questions><item><family>numeric</family><validation><max>100</max><min>1.0</min></validation><heading>q</heading></item></questions><title>p</title></item></pages><title>x</title></s>';
    expect(await byRest(key, xml, { 'content-type': 'application/xml' })).toBe(first);
    for (const other of [
      '{"title":"y"}',
      '{"title":"x","language":"de","pages":[]}',
      again[0]!.replace('"max":100', '"max":101'),
      again[0]!.replace('100', '"100"'),
    ])
      expect([other, await byRest(key, other)]).toEqual([
        other,
        expect.stringMatching(/^(IDEMPOTENCY_KEY_REUSED|BAD_INPUT)$/),
      ]);
  });

  it('is another when a list has another order', async () => {
    const key = newKey();
    await byRest(key, '{"title":"x","pages":[{"title":"a"},{"title":"b"}]}');
    expect(await byRest(key, '{"title":"x","pages":[{"title":"b"},{"title":"a"}]}')).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('is the same by variables and by literals, in any order, over GraphQL', async () => {
    const key = newKey();
    const first = await byGraphql(key, CREATE, {
      input: { title: 'x', language: 'en', pages: [{ title: 'p', description: 'd' }] },
    });
    expect(
      await byGraphql(key, CREATE, {
        input: { pages: [{ description: 'd', title: 'p' }], language: 'en', title: 'x' },
      }),
    ).toBe(first);
    const literal = (fields: string) =>
      `mutation ($key: String) { createSurvey(idempotencyKey: $key, input: { ${fields} }) { survey { id } } }`;
    expect(await byGraphql(key, literal('language: "en", pages: [{ description: "d", title: "p" }], title: "x"'))).toBe(
      first,
    );
    expect(
      await byGraphql(key, literal('title: """x""", pages: { title: "p", description: "d" }, language: "en"')),
    ).toBe(first);
    expect(await byGraphql(key, literal('title: "y", language: "en", pages: [{ title: "p", description: "d" }]'))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect(await byGraphql(key, CREATE, { input: { title: 'x', language: 'en' } })).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('is found again under a key that an earlier version kept, with its keys in their order', async () => {
    const key = newKey();
    const input = { title: 'kept', language: 'en' };
    const first = await byGraphql(key, CREATE, { input });
    const former = createHash('sha256')
      .update(JSON.stringify(['createSurvey', { input }]))
      .digest('base64url');
    const { rowCount } = await gateway.gateway.parts.database.pool.query(
      'UPDATE idempotency_key SET request_hash = $1 WHERE key = $2',
      [former, key],
    );
    expect(rowCount).toBe(1);
    expect(await byGraphql(key, CREATE, { input })).toBe(first);
    expect(await byGraphql(key, CREATE, { input: { title: 'other', language: 'en' } })).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});
