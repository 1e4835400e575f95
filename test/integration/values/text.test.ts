import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { rawClient } from '../../support/raw-client.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { openSurvey, startResponse } from '../../support/survey-fixtures.js';

let gateway: TestGateway;
let token: string;
let owner: RestClient;
beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
}, 60_000);
afterAll(() => gateway?.stop());

const answers = (query: string, variables: Record<string, unknown> = {}) => gateway.graphql(query, variables, token);
const codeOf = async (query: string, variables: Record<string, unknown> = {}) =>
  (await answers(query, variables)).errors[0]?.extensions.code;
const surveyCount = async () =>
  (await gateway.data('{ surveys { totalCount } }', {}, token)).surveys.totalCount as number;
const HALVES = ['\u0000', 'a\u0000b', 'a\u0001b', '\u000b', '\uffff', '\ud800', 'a\udc00', '\ude00\ud83d', '😀\ud83d'];

/** A socket that has been answered connection_ack, and what it receives. */
async function socket() {
  const opened = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  opened.on('message', (data) => {
    messages.push(JSON.parse(String(data)) as Record<string, unknown>);
    waiting.splice(0).forEach((wake) => wake());
  });
  const closed = new Promise<number>((resolve) => opened.on('close', (code) => resolve(code)));
  await new Promise((resolve, reject) => opened.once('open', resolve).once('error', reject));
  const next = async (): Promise<Record<string, unknown>> => {
    while (messages.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return messages.shift() as Record<string, unknown>;
  };
  opened.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  expect(await next()).toMatchObject({ type: 'connection_ack' });
  return { opened, next, closed };
}

describe('U+0000, another control character and half a character', () => {
  const MUTATION = 'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }';
  const questions = (label: string) => [
    { heading: 'q', family: 'SINGLE_CHOICE', options: [{ label: 'a' }, { label }] },
  ];

  it.each(HALVES)('%j is BAD_INPUT wherever it comes in over GraphQL, and writes nothing', async (half) => {
    const before = await surveyCount();
    const inputs: readonly object[] = [
      { title: half },
      { title: 'x', language: half },
      { title: 'x', pages: [{ title: half }] },
      { title: 'x', pages: [{ title: 'x', description: half }] },
      { title: 'x', pages: [{ questions: questions(half) }] },
      { title: 'x', pages: [{ questions: [{ heading: half, family: 'OPEN_ENDED' }] }] },
      { title: 'x', [half]: 1 },
    ];
    for (const input of inputs) expect([input, await codeOf(MUTATION, { input })]).toEqual([input, 'BAD_INPUT']);
    const queries: readonly [string, Record<string, unknown>][] = [
      ['query ($id: ID!) { survey(id: $id) { id } }', { id: half }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: half }],
      ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['x', half] }],
      ['query ($t: String) { surveys(filter: { titleContains: $t }) { totalCount } }', { t: half }],
      ['query ($t: String) { movies(filter: { majorGenre: $t }) { totalCount } }', { t: half }],
      ['query ($t: String) { venues(filter: { city: $t }) { totalCount } }', { t: half }],
      ['query ($t: String) { eventLogs(filter: { actor: $t }) { nodes { id } } }', { t: half }],
      ['query ($t: [String!]) { eventLogs(filter: { types: $t }) { nodes { id } } }', { t: [half] }],
      ['query ($t: String) { surveys(after: $t) { totalCount } }', { t: half }],
      ['query ($slug: String!) { collector(slug: $slug) { id } }', { slug: half }],
      [
        'mutation ($k: String) { createSurvey(input: { title: "x" }, idempotencyKey: $k) { survey { id } } }',
        { k: `${half}xxxxxxxxxxxxxxxxxxxx` },
      ],
      ['query ($at: DateTime) { shows(filter: { from: $at }) { totalCount } }', { at: half }],
      ['query ($unused: String) { viewer { role } }', { unused: half }],
      ['{ viewer { role } }', { notDeclared: half }],
      ['{ viewer { role } }', { [half]: 1 }],
    ];
    for (const [query, variables] of queries)
      expect([query, await codeOf(query, variables)]).toEqual([
        query,
        query.includes('$unused') ? expect.stringMatching(/BAD_INPUT|VALIDATION_FAILED/) : 'BAD_INPUT',
      ]);
    expect(await surveyCount()).toBe(before);
  });

  it('in the document itself is refused with a code, as a literal, an escape, a block string or anything else', async () => {
    const before = await surveyCount();
    const create = (literal: string) => `mutation { createSurvey(input: { title: ${literal} }) { survey { title } } }`;
    const documents = [
      create('"a\\u0000b"'),
      create('"a\u0000b"'),
      create('"""a\u0000b"""'),
      create('"\\u{0}"'),
      create('"\\ud800"'),
      create('"\\udc00x"'),
      create('"\\u{d800}"'),
      create('"\ud800"'),
      create('"""\udc00"""'),
      create('"\\udc00\\ud800"'),
      '{ surveys(filter: { titleContains: "\\u0000" }) { totalCount } }',
      '{ viewer @include(if: true) { role } survey(id: "\\u0000") { id } }',
      '# \ud800\n{ viewer { role } }',
      '{ viewer { role\u0000 } }',
      '{ \ud800 }',
      'query ($t: String = "\\u0000") { surveys(filter: { titleContains: $t }) { totalCount } }',
    ];
    for (const document of documents)
      expect([document, await codeOf(document)]).toEqual([
        document,
        expect.stringMatching(/^(BAD_INPUT|GRAPHQL_PARSE_FAILED)$/),
      ]);
    expect(await surveyCount()).toBe(before);
    expect((await gateway.data(create('"\\ud83d\\ude00 \\u{1F600}"'), {}, token)).createSurvey.survey.title).toBe(
      '😀 😀',
    );
  });

  it('in an answer is refused over either port, and its neighbours are not kept', async () => {
    const survey = await openSurvey(gateway, token);
    const open = survey.questions[3]!;
    for (const half of HALVES) {
      const started = await startResponse(gateway, survey.slug);
      const save = 'mutation ($input: SaveAnswersInput!) { saveAnswers(input: $input) { response { id } } }';
      expect(
        (await gateway.graphql(save, { input: { ...started, answers: [{ questionId: open.id, text: half }] } }))
          .errors[0]?.extensions.code,
      ).toBe('BAD_INPUT');
      expect(
        (
          await gateway.graphql(save, {
            input: { ...started, responseToken: half, answers: [{ questionId: open.id, text: 'x' }] },
          })
        ).errors[0]?.extensions.code,
      ).toBe('BAD_INPUT');
      const rest = await restClient(gateway.url).post(`/collector-links/${survey.slug}/responses`, {
        answers: [{ questionId: open.id, text: half }],
      });
      expect([rest.status, rest.body.code]).toEqual([400, 'BAD_INPUT']);
      const { response } = await gateway.data(
        'query ($id: ID!) { response(id: $id) { answers { text } } }',
        { id: started.responseId },
        token,
      );
      expect(response.answers).toEqual([]);
    }
  });

  it.each(HALVES)('%j is 400 wherever it comes in over REST, with its place', async (half) => {
    const before = await surveyCount();
    const cases: readonly [object, string][] = [
      [{ title: half }, 'title'],
      [
        {
          title: 'x',
          pages: [{ title: 'x', questions: [{ heading: 'q', family: 'single_choice', options: [{ label: half }] }] }],
        },
        'pages.0.questions.0.options.0.label',
      ],
      [{ title: 'x', [half]: 1 }, ''],
    ];
    for (const [body, field] of cases) {
      const answer = await owner.post('/surveys', body);
      expect([answer.status, answer.body.code, answer.body.problems[0]]).toEqual([
        400,
        'BAD_INPUT',
        { in: 'body', field, problem: expect.stringContaining('must not contain U+0000') },
      ]);
    }
    const { id } = (await owner.post('/surveys', { title: 'Patched' })).body;
    expect((await owner.patch(`/surveys/${id}`, { title: half })).status).toBe(400);
    expect((await owner.get(`/surveys/${id}`)).body.title).toBe('Patched');
    expect(await surveyCount()).toBe(before + 1);
  });

  it('is never U+FFFD afterwards, which itself is a character like others', async () => {
    const { createSurvey } = await gateway.data(
      MUTATION.replace('{ id }', '{ title }'),
      { input: { title: 'a\ufffdb' } },
      token,
    );
    expect(createSurvey.survey.title).toBe('a\ufffdb');
    const { rows } = await gateway.gateway.parts.database.pool.query(
      `SELECT count(*)::int AS count FROM survey WHERE title LIKE '%' || chr(65533) || '%'`,
    );
    expect(rows[0].count).toBe(1);
  });
});

describe('a WebSocket', () => {
  it.each(HALVES)('refuses %j in variables and literals with BAD_INPUT, and stays open', async (half) => {
    const { opened, next, closed } = await socket();
    const subscribe = (id: string, payload: object) => opened.send(JSON.stringify({ id, type: 'subscribe', payload }));
    subscribe('1', {
      query: 'query ($t: String) { surveys(filter: { titleContains: $t }) { totalCount } }',
      variables: { t: half },
    });
    expect(await next()).toMatchObject({ id: '1', type: 'error', payload: [{ extensions: { code: 'BAD_INPUT' } }] });
    subscribe('2', { query: 'subscription ($a: String) { events(after: $a) { id } }', variables: { a: half } });
    expect(await next()).toMatchObject({ id: '2', type: 'error', payload: [{ extensions: { code: 'BAD_INPUT' } }] });
    subscribe('3', { query: '{ surveys(filter: { titleContains: "\\u0000" }) { totalCount } }' });
    expect(await next()).toMatchObject({ id: '3', type: 'error', payload: [{ extensions: { code: 'BAD_INPUT' } }] });
    subscribe('4', { query: '{ viewer { role } }' });
    expect(await next()).toMatchObject({ id: '4', type: 'next', payload: { data: { viewer: { role: 'OWNER' } } } });
    opened.close();
    await closed;
  });

  it('refuses instants and days that are none', async () => {
    const { opened, next, closed } = await socket();
    for (const [id, query] of [
      ['1', 'query ($v: DateTime) { shows(filter: { from: $v }) { totalCount } }'],
      ['2', 'query ($v: Date) { movies(filter: { releasedFrom: $v }) { totalCount } }'],
    ] as const)
      for (const v of ['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00Z', '0000-01-01', '2030-02-31']) {
        opened.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables: { v } } }));
        expect(await next()).toMatchObject({ id, type: 'error', payload: [{ extensions: { code: 'BAD_INPUT' } }] });
      }
    opened.close();
    await closed;
  });

  it('is closed at a text that is no UTF-8', async () => {
    const { opened, closed } = await socket();
    opened.send(
      Buffer.from(
        '{"id":"1","type":"subscribe","payload":{"query":"{ viewer { role } }","operationName":"\u00e9"}}',
        'latin1',
      ),
      { binary: false },
    );
    expect(await closed).toBe(1007);
  });

  it('is closed at a binary message, whose text would not be checked', async () => {
    for (const bytes of [
      Buffer.from('{"type":"ping","payload":{"x":"\u00e9"}}', 'latin1'),
      Buffer.from('{"type":"ping"}'),
    ]) {
      const { opened, closed } = await socket();
      opened.send(bytes, { binary: true });
      expect(await closed).toBe(1003);
    }
  });
});

describe('headers', () => {
  it.each([
    'idempotency-key: \u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9',
    'idempotency-key: short',
    'if-match: "\u0001"',
    'if-none-match: \u00e9',
  ])('that are no text of theirs are 400: %j', async (header) => {
    const client = await rawClient(gateway.url);
    const body = '{"title":"x"}';
    client.socket.write(
      Buffer.from(
        `POST /api/v1/surveys HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${header}\r\n\r\n${body}`,
        'latin1',
      ),
    );
    expect(await client.receives('HTTP/1.1')).toMatch(/^HTTP\/1\.1 400/);
    await client.close();
  });
});
