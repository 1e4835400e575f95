import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { EVENT_LOG_LIST } from '../../../src/domain/event-log/event-log.js';
import { SURVEY_LIST } from '../../../src/domain/surveys/survey-list.js';
import { cursorList } from '../../../src/kernel/ordered-list.js';
import { encodeCursor } from '../../../src/kernel/paging.js';
import { issueToken } from '../../../src/ops/identity/issue-token.js';
import { JWT_SECRET, startGateway, type GraphQLResponse, type TestGateway } from '../../support/gateway.js';
import { openSurvey, startResponse } from '../../support/survey-fixtures.js';

let gateway: TestGateway;
let owner: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 60_000);
afterAll(() => gateway?.stop());

/** Neither a stack, nor SQL, nor a path of a machine may ever leave. */
function expectClean(response: GraphQLResponse) {
  const text = JSON.stringify(response.errors);
  expect(text).not.toMatch(
    /\bat .*\(|node_modules|\.ts:|\.js:|SELECT|INSERT|UPDATE .* SET|prisma|postgres|stacktrace/i,
  );
  return response.errors[0]?.extensions.code;
}
const codeOf = async (query: string, variables?: Record<string, unknown>, token: string | undefined = owner) =>
  expectClean(await gateway.graphql(query, variables, token));
const raw = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

describe('an operation that cannot be run', () => {
  it.each<[string, string, string]>([
    ['does not parse', '{ surveys(', 'GRAPHQL_PARSE_FAILED'],
    ['asks for an unknown field', '{ surveys { nodes { nonsense } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['lacks an argument', '{ survey { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['asks for a page of a million', '{ surveys(first: 1000000) { totalCount } }', 'LIMIT_EXCEEDED'],
    ['asks for fewer than nothing', '{ movies(first: -1) { nodes { id } } }', 'BAD_INPUT'],
    [
      'is too deep',
      `{ shows { nodes { ${'movie { shows { nodes { '.repeat(6)} id ${'} } }'.repeat(6)} } } }`,
      'LIMIT_EXCEEDED',
    ],
    [
      'has too many aliases',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: viewer { role }`).join(' ')} }`,
      'LIMIT_EXCEEDED',
    ],
    [
      'costs too much',
      '{ movies(first: 100) { nodes { shows(first: 100) { nodes { seats { label tier { code } } } } } } }',
      'LIMIT_EXCEEDED',
    ],
    ['has too many tokens', `{ ${'viewer { role } '.repeat(1500)} }`, 'GRAPHQL_PARSE_FAILED'],
  ])('is refused with a code: it %s', async (_, query, code) => {
    expect(await codeOf(query)).toBe(code);
  });

  it('is refused whatever its form: batches, no JSON, another content type, an oversized body', async () => {
    const answers = await Promise.all([
      raw('[{"query":"{ viewer { role } }"}]'),
      raw('not json'),
      raw('{"query":"{ viewer { role } }"}', { 'content-type': 'text/plain' }),
      raw(JSON.stringify({ query: '{ viewer { role } }', variables: { padding: 'x'.repeat(2_000_000) } })),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([400, 400, expect.any(Number), 413]);
    expect(answers[2]!.status).toBeGreaterThanOrEqual(400);
    for (const answer of answers) expect(await answer.text()).not.toMatch(/node_modules|\.js:\d|stacktrace/);
  });

  it('does not run a mutation by GET', async () => {
    const answer = await fetch(
      `${gateway.url}/graphql?query=${encodeURIComponent('mutation { createSurvey(input: { title: "x" }) { survey { id } } }')}`,
      { headers: { authorization: `Bearer ${owner}`, 'apollo-require-preflight': 'true' } },
    );
    expect(answer.status).toBe(405);
  });
});

describe('a cursor', () => {
  const SURVEYS = cursorList(SURVEY_LIST, undefined);
  it.each([
    ['garbage', 'garbage'],
    ["another list's", encodeCursor('movies', ['a', 'b'])],
    ['SQL', encodeCursor(SURVEYS, ["'; DROP TABLE survey; --", 'x'])],
    ['an operator', Buffer.from(JSON.stringify([SURVEYS, { $gt: '' }, { $gt: '' }])).toString('base64url')],
  ])('is BAD_CURSOR when it is %s', async (_, after) => {
    expect(await codeOf('query ($after: String) { surveys(after: $after) { nodes { id } } }', { after })).toBe(
      'BAD_CURSOR',
    );
  });

  it('of the event log is BAD_CURSOR too when it is not one', async () => {
    for (const after of [
      'garbage',
      encodeCursor(cursorList(EVENT_LOG_LIST, undefined), ['2026-01-01T00:00:00.000Z', '{"$gt":""}']),
    ])
      expect(await codeOf('query ($after: String) { eventLogs(after: $after) { nodes { id } } }', { after })).toBe(
        'BAD_CURSOR',
      );
  });
});

describe('credentials', () => {
  const forge = (claims: Record<string, unknown>, secret = JWT_SECRET, alg = 'HS256') =>
    new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const good = { sub: 'x', tenant: 'acme', role: 'owner', exp };

  it('that are expired, forged, unsigned or incomplete are UNAUTHENTICATED with 401, and nothing runs', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(good)).toString('base64url')}.`;
    const tokens: [string, string][] = [
      ['expired', await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'x' }, -60)],
      ['signed by another', await forge(good, 'another-secret-of-at-least-32-chars!')],
      ['of another algorithm', await new SignJWT(good).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)],
      ['unsigned', unsigned],
      ['without a role', await forge({ sub: 'x', tenant: 'acme', exp })],
      ['of an unknown role', await forge({ ...good, role: 'root' })],
      ['without an end', await forge({ sub: 'x', tenant: 'acme', role: 'owner' })],
      ['garbage', 'garbage'],
    ];
    for (const [what, token] of tokens) {
      const answer = await gateway.graphql(
        'mutation { createSurvey(input: { title: "forged" }) { survey { id } } }',
        {},
        token,
      );
      expect([what, answer.status, expectClean(answer)]).toEqual([what, 401, 'UNAUTHENTICATED']);
    }
    expect(
      (await gateway.data('{ surveys(filter: { titleContains: "forged" }) { totalCount } }', {}, owner)).surveys
        .totalCount,
    ).toBe(0);
  });
});

describe('input that is not of its form', () => {
  it('is refused with a code that names the field, and writes nothing', async () => {
    const before = (await gateway.data('{ surveys { totalCount } }', {}, owner)).surveys.totalCount;
    const create = (input: unknown) =>
      gateway.graphql(
        'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }',
        { input },
        owner,
      );
    const refusals: [unknown, string][] = [
      [{ title: '' }, 'title'],
      [{ title: 'x'.repeat(301) }, 'title'],
      [{ title: 'line\nbreak' }, 'title'],
      [{ title: 'x', language: 'klingon!' }, 'language'],
      [
        { title: 'x', pages: [{ questions: [{ heading: 'q', family: 'SINGLE_CHOICE' }] }] },
        'pages.0.questions.0.options',
      ],
      [
        { title: 'x', pages: [{ questions: [{ heading: 'q', family: 'NUMERIC', subtype: 'vertical' }] }] },
        'pages.0.questions.0.subtype',
      ],
    ];
    for (const [input, field] of refusals) {
      const answer = await create(input);
      expect([
        input,
        expectClean(answer),
        (answer.errors[0]?.extensions['problems'] as { field: string }[])[0]?.field,
      ]).toEqual([input, 'BAD_INPUT', field]);
    }
    for (const input of [{ title: 'x', extra: 1 }, { title: 1 }, {}])
      expect(expectClean(await create(input))).toBe('BAD_INPUT');
    expect((await gateway.data('{ surveys { totalCount } }', {}, owner)).surveys.totalCount).toBe(before);
  });

  it('is data, never an operator or a prototype', async () => {
    const survey = await openSurvey(gateway, owner);
    const started = await startResponse(gateway, survey.slug);
    const text = '{"$where":"1","__proto__":{"x":1}} %_\\ \'; DROP TABLE answer; --';
    const open = survey.questions[3]!;
    await gateway.data('mutation ($input: SaveAnswersInput!) { saveAnswers(input: $input) { response { id } } }', {
      input: { ...started, answers: [{ questionId: open.id, text }] },
    });
    const { response } = await gateway.data(
      'query ($id: ID!) { response(id: $id) { answers { text } } }',
      { id: started.responseId },
      owner,
    );
    expect(response.answers).toEqual([{ text }]);
    expect(
      await codeOf('query ($f: EventLogFilter) { eventLogs(filter: $f) { nodes { id } } }', {
        f: { actor: { $ne: '' } },
      }),
    ).toBe('BAD_INPUT');
    expect(
      (await gateway.data('{ surveys(filter: { titleContains: "%" }) { totalCount } }', {}, owner)).surveys.totalCount,
    ).toBe(0);
  });

  it('with a character the database cannot store is refused', async () => {
    expect(await codeOf('mutation { createSurvey(input: { title: "a\\u0000b" }) { survey { id } } }')).toBe(
      'BAD_INPUT',
    );
    for (const query of [
      '{ collector(slug: "a\\u0000b") { id } }',
      'mutation { startResponse(slug: "a\\u0000b") { responseToken } }',
      'mutation { respond(slug: "a\\u0000b") { response { id } } }',
    ])
      expect([query, await codeOf(query)]).toEqual([query, 'BAD_INPUT']);
  });

  it('with half a character is refused, as UTF-8 has no way to write it', async () => {
    expect(
      await codeOf('mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { title } } }', {
        title: 'a\ud800b',
      }),
    ).toBe('BAD_INPUT');
  });

  it('names a collector that is none in a filter', async () => {
    const survey = await openSurvey(gateway, owner);
    const query =
      'query ($id: ID!, $c: ID) { survey(id: $id) { responses(filter: { collectorId: $c }) { nodes { id } } } }';
    expect(await codeOf(query, { id: survey.id, c: 'nonsense' })).toBe('NOT_FOUND');
  });
});
