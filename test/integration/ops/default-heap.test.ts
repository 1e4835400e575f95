import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../src/domain/surveys/survey-inputs.js';
import { issueToken } from '../../../src/ops/identity/issue-token.js';
import { JWT_SECRET, testEnvironment } from '../../support/gateway.js';
import { startGatewayProcess, type GatewayProcess } from '../../support/gateway-process.js';

/** As in package.json's start. */
const FLAGS = ['--max-old-space-size=160', '--max-semi-space-size=8'];
const AT_ONCE = 6;

let environment: Awaited<ReturnType<typeof testEnvironment>>;
let gateway: GatewayProcess;
let owner: string;
beforeAll(async () => {
  environment = await testEnvironment();
  gateway = await startGatewayProcess(environment.variables, FLAGS);
  owner = await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'olga' }, 3600);
}, 180_000);
afterAll(async () => {
  await gateway?.kill('SIGTERM');
  await environment?.dispose();
});

const survey = (options: number, family: string) => ({
  title: 'As large as can be',
  pages: [
    {
      title: 'One',
      questions: Array.from({ length: Math.ceil(options / LIMITS.options) }, (_, n) => ({
        heading: `Question ${n}`,
        family,
        options: Array.from({ length: Math.min(LIMITS.options, options - n * LIMITS.options) }, (_option, k) => ({
          label: `An option ${k}`,
        })),
      })),
    },
  ],
});
const send = (resource: string, body?: unknown) =>
  fetch(`${gateway.url}${resource}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const CREATE = 'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }';
const TREE = 'query ($id: ID!) { survey(id: $id) { pages { questions { heading options { id label position } } } } }';

/** Measures the response times of other clients. */
function watchOthers() {
  const waits: number[] = [];
  let watching = true;
  const run = (async () => {
    while (watching) {
      const began = performance.now();
      expect((await send('/health/live')).status).toBe(200);
      waits.push(performance.now() - began);
    }
  })();
  return {
    async stop() {
      watching = false;
      await run;
      waits.sort((a, b) => a - b);
      return { p99: waits[Math.floor(waits.length * 0.99)] as number };
    },
  };
}

describe('a gateway with the heap that npm start gives it', () => {
  it('stores and answers surveys as large as may be, several at once over both ports', async () => {
    const others = watchOthers();
    const made = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        if (n % 2 === 0)
          return (
            (await (await send('/api/v1/surveys', survey(LIMITS.surveyOptions, 'multiple_choice'))).json()) as {
              id: string;
            }
          ).id;
        const { data } = (await (
          await send('/graphql', {
            query: CREATE,
            variables: { input: survey(LIMITS.surveyOptions, 'MULTIPLE_CHOICE') },
          })
        ).json()) as { data: { createSurvey: { survey: { id: string } } } };
        return data.createSurvey.survey.id;
      }),
    );
    const counts = await Promise.all(
      made.map(async (id, n) => {
        if (n % 2 === 0) {
          const read = (await (await send(`/api/v1/surveys/${id}?expand=pages.questions`)).json()) as {
            pages: { questions: { options: unknown[] }[] }[];
          };
          return read.pages.flatMap(({ questions }) => questions.flatMap(({ options }) => options)).length;
        }
        const { data } = (await (await send('/graphql', { query: TREE, variables: { id } })).json()) as {
          data: { survey: { pages: { questions: { options: unknown[] }[] }[] } };
        };
        return data.survey.pages.flatMap(({ questions }) => questions.flatMap(({ options }) => options)).length;
      }),
    );
    // A machine that runs all tests at once is slow by itself; before, one such survey kept everybody waiting for
    // seconds.
    expect((await others.stop()).p99).toBeLessThan(2_000);
    expect(counts).toEqual(made.map(() => LIMITS.surveyOptions));
  }, 60_000);

  it('refuses larger ones, and floods of values, and goes on', async () => {
    const filled = (unit: string) =>
      `{"title":"x","pages":[${Array<string>(Math.floor(1_000_000 / (unit.length + 1)))
        .fill(unit)
        .join(',')}]}`;
    const json = (options: number) => JSON.stringify(survey(options, 'multiple_choice'));
    const bodies = [
      json(12_500),
      json(18_000),
      filled('0'),
      filled('{}'),
      '['.repeat(1_000_000),
      `{${Array.from({ length: 70_000 }, (_, n) => `"k${n}":1`).join(',')}}`,
    ];
    for (const body of bodies) {
      const input = body.replaceAll('multiple_choice', 'MULTIPLE_CHOICE');
      const [rest, graphql] = await Promise.all([
        send('/api/v1/surveys', body),
        send('/graphql', `{"query":${JSON.stringify(CREATE)},"variables":{"input":${input}}}`),
      ]);
      expect(rest.status).toBe(422);
      expect(await rest.json()).toMatchObject({ code: 'LIMIT_EXCEEDED' });
      expect(await graphql.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    }
    expect((await send('/health/live')).status).toBe(200);
    expect(gateway.running()).toBe(true);
  }, 60_000);
});
