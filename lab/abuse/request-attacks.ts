import type { Attack, Target } from './attack.js';
import { bearer, operation, type Request } from './http-client.js';
import { repeated } from './repeat.js';

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const JSON_TYPE = { 'content-type': 'application/json' };

/** Seat maps, as many as are allowed: the cost of 28 shows with 200 seats is just below the limit. */
const SEAT_MAPS = '{ shows(first: 28) { nodes { seats { label status tier { price { amount currency } } } } } }';
const ALIASED_SEAT_MAPS = `{ ${times(12, (n) => `a${n}: shows(first: 100) { nodes { seats { tier { price { amount } } } } }`).join(' ')} }`;
const ESSAYS =
  'query ($id: ID!) { survey(id: $id) { responses(first: 50) { nodes { answers { text question { heading } } } } } }';
const ALIASED_ESSAYS = `query ($id: ID!) { survey(id: $id) { responses(first: 3) { nodes { answers { ${times(29, (n) => `t${n}: text`).join(' ')} } } } } }`;
const RESULTS =
  '{ surveys(first: 20) { nodes { results { question { heading } options { option { label } count share } histogram { count } } } } }';
const INTROSPECTION = `{ __schema { types { name description fields(includeDeprecated: true) { name description args { name description type { ...T } } type { ...T } }
  inputFields { name type { ...T } } enumValues { name } possibleTypes { name } } } } fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { name } } } }`;

const rest = (path: string, token?: string, accept = 'application/json'): Request => ({
  method: 'GET',
  path: `/api/v1${path}`,
  headers: { accept, ...bearer(token) },
});

function survey(questions: number, options: number): unknown {
  const question = {
    heading: 'Which?',
    family: 'MULTIPLE_CHOICE',
    options: times(options, (n) => ({ label: `Option ${n}` })),
  };
  return {
    title: 'Large',
    pages: times(Math.ceil(questions / 100), (page) => ({
      questions: times(Math.min(100, questions - page * 100), () => question),
    })),
  };
}

const create = (input: unknown, token: string) =>
  operation(
    'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }',
    { input },
    token,
  );

/** A document with the permitted number of tokens that differs from all earlier ones, so that no cache can help. */
const uniqueDocument = (index: number) =>
  `query Q${index} { ${times(400, (n) => `shows(first: ${1 + (n % 2)}) { nodes { id } }`)
    .join(' ')
    .slice(0, 12_000)} }`;
const overlapping = (index: number) => `query Q${index} { ${'viewer { role } '.repeat(790)} }`;

/** Attacks on execution: large answers, within the limits and beyond them. */
export const answerAttacks: readonly Attack[] = [
  repeated('seat-maps', 'The largest permitted query of seat maps, anonymous', 30, () => operation(SEAT_MAPS)),
  repeated('seat-maps-aliased', 'Twelve aliases of 100 seat maps, anonymous', 30, () => operation(ALIASED_SEAT_MAPS)),
  repeated('essays-graphql', 'Pages of 50 responses with long essays, over GraphQL', 30, ({ surveyId, token }) =>
    operation(ESSAYS, { id: surveyId }, token),
  ),
  repeated('essays-aliased', '29 aliases of the same essays', 30, ({ surveyId, token }) =>
    operation(ALIASED_ESSAYS, { id: surveyId }, token),
  ),
  repeated('essays-rest', 'The same pages over REST, in JSON and XML', 30, ({ surveyId, token }, n) =>
    rest(
      `/surveys/${surveyId}/responses?first=50&expand=answers`,
      token,
      n % 2 === 0 ? 'application/json' : 'application/xml',
    ),
  ),
  repeated('essays-small', 'Pages of two responses, whose answers are just permitted', 30, ({ surveyId, token }, n) =>
    n % 3 === 0
      ? operation(ESSAYS.replace('50', '2'), { id: surveyId }, token)
      : rest(
          `/surveys/${surveyId}/responses?first=2&expand=answers`,
          token,
          n % 3 === 1 ? 'application/json' : 'application/xml',
        ),
  ),
  repeated('rest-expanded', 'Lists of 100 with everything expanded, over REST', 30, ({ token }, n) =>
    rest(
      [
        '/surveys?first=100&expand=pages.questions,collectors,quotas.question',
        '/shows?first=100&expand=movie,screen.venue,seats',
        '/event-logs?first=100',
      ][n % 3] ?? '',
      token,
      n % 2 === 0 ? 'application/json' : 'application/xml',
    ),
  ),
  repeated('results', 'Results of 20 surveys', 30, ({ token }) => operation(RESULTS, undefined, token)),
  repeated('introspection', 'The whole schema by introspection', 30, () => operation(INTROSPECTION)),
];

/** Attacks by content: bodies, documents, variables and writes. */
export const inputAttacks: readonly Attack[] = [
  repeated('null-variables', '50,000 nulls in a list variable, anonymous', 20, () =>
    operation('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: times(49_000, () => null) }),
  ),
  repeated('many-values', 'A million bytes of small values in variables', 20, () => ({
    method: 'POST',
    path: '/graphql',
    headers: JSON_TYPE,
    body: `{"query":"{ viewer { role } }","variables":{"x":[${'{},'.repeat(300_000)}{}]}}`,
  })),
  repeated('deep-json', 'JSON nested 100,000 deep', 20, (_target, n) => ({
    method: 'POST',
    path: n % 2 === 0 ? '/graphql' : '/api/v1/surveys',
    headers: JSON_TYPE,
    body: `{"query":"{ viewer { role } }","variables":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
  })),
  repeated('unique-documents', 'Documents of 4,000 tokens, each another one', 20, (_target, n) =>
    operation(n % 2 === 0 ? uniqueDocument(n) : overlapping(n)),
  ),
  repeated('create-survey', 'createSurvey of 12,500 and 32,000 options', 10, ({ token }, n) =>
    create(n % 2 === 0 ? survey(63, 200) : survey(160, 200), token),
  ),
  repeated('create-survey-permitted', 'createSurvey of 4,000 options', 10, ({ token }) =>
    create(survey(20, 200), token),
  ),
  repeated('rest-bodies', 'REST bodies of a megabyte that are refused', 20, ({ token }) => ({
    method: 'POST',
    path: '/api/v1/surveys',
    headers: { ...JSON_TYPE, ...bearer(token) },
    body: JSON.stringify({ title: 'x', pages: times(60_000, () => ({ unknown: 1 })) }),
  })),
  repeated('xml-bodies', 'XML bodies of a megabyte', 20, ({ token }) => ({
    method: 'POST',
    path: '/api/v1/surveys',
    headers: { 'content-type': 'application/xml', ...bearer(token) },
    body: `<survey><title>x</title><pages>${'<item><a>1</a></item>'.repeat(45_000)}</pages></survey>`,
  })),
  repeated('bad-tokens', 'Forged tokens', 30, (_target, n) => ({
    method: 'GET',
    path: n % 2 === 0 ? '/api/v1/surveys' : '/graphql?query=%7Bviewer%7Brole%7D%7D',
    headers: { accept: 'application/json', ...bearer(`eyJhbGciOiJIUzI1NiJ9.${'x'.repeat(4_000)}.${n}`) },
  })),
  repeated('long-responses', 'Responses as long as they may be', 10, respondAtLength),
];

function respondAtLength({ collectorSlug, essayQuestionIds }: Target): Request {
  const answers = essayQuestionIds.map((questionId) => ({ questionId, text: 'word '.repeat(430) }));
  return operation(
    'mutation ($slug: String!, $answers: [AnswerInput!]) { respond(slug: $slug, answers: $answers) { response { id } } }',
    { slug: collectorSlug, answers },
  );
}
