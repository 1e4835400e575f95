import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Answer } from '../../../src/domain/surveys/response.js';
import { submittedEventData } from '../../../src/domain/surveys/response-event.js';
import { LIMITS } from '../../../src/domain/surveys/survey-inputs.js';
import { MAX_EVENT_BYTES } from '../../../src/contracts/topics.js';
import { NOON, someId } from '../../support/events.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient } from '../../support/rest.js';
import { openSurvey, respond, startResponse } from '../../support/survey-fixtures.js';
import { until } from '../../support/until.js';

const QUESTIONS = 60;
const OPTIONS = 200;
/** How many questions are answered in one request: below what a body may have. */
const AT_ONCE = 25;
/** As many questions as a response can hold with everything ticked. */
const FITTING = LIMITS.responseChoices / OPTIONS;

let gateway: TestGateway;
let database: pg.Client;
let slug: string;
let answers: readonly { readonly questionId: string; readonly optionIds: readonly string[] }[];

/**
 * An open survey of many large questions. They go straight into the database: what one may write at once is bounded.
 */
beforeAll(async () => {
  gateway = await startGateway({ LOG_LEVEL: 'silent' });
  const owner = await gateway.token('owner');
  database = new pg.Client({ connectionString: gateway.environment['DATABASE_URL'] });
  await database.connect();
  const survey = await openSurvey(gateway, owner, 'Large');
  slug = survey.slug;
  const { rows } = await database.query<{ id: string }>('SELECT id FROM survey_page WHERE survey_id = $1 LIMIT 1', [
    survey.id,
  ]);
  answers = Array.from({ length: QUESTIONS }, () => ({
    questionId: someId('Question'),
    optionIds: Array.from({ length: OPTIONS }, () => someId('QuestionOption')),
  }));
  await database.query('UPDATE question SET required = false WHERE survey_id = $1', [survey.id]);
  await database.query(
    `INSERT INTO question (id, survey_id, page_id, position, heading, family, subtype)
     SELECT id, $2, $3, 10 + n, 'Question ' || n, 'multiple_choice', 'vertical' FROM unnest($1::uuid[]) WITH ORDINALITY AS q(id, n)`,
    [answers.map(({ questionId }) => questionId), survey.id, rows[0]?.id],
  );
  await database.query(
    `INSERT INTO question_option (id, question_id, position, label) SELECT o.id, o.question_id, o.n, 'Option ' || o.n FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS o(id, question_id, n)`,
    [
      answers.flatMap(({ optionIds }) => optionIds),
      answers.flatMap(({ questionId, optionIds }) => optionIds.map(() => questionId)),
    ],
  );
}, 60_000);
afterAll(async () => {
  await database?.end();
  await gateway?.stop();
});

/** The stored response, and the numbers of its answers and events. */
async function stored(responseId: string) {
  const { rows } = await database.query(
    `SELECT status::text, submitted_at, (SELECT count(*)::int FROM answer WHERE response_id = r.id) AS answers,
            (SELECT count(*)::int FROM outbox WHERE aggregate_id = r.id AND type = 'gateway.response.submitted.v1') AS events
     FROM survey_response r WHERE id = $1`,
    [responseId],
  );
  return rows[0] as unknown;
}

/**
 * A response that is saved bit by bit until there is no more room; the rest of the answers is left for the submission.
 */
async function almostFull() {
  const { responseId, responseToken } = await startResponse(gateway, slug);
  const client = restClient(gateway.url);
  for (let from = 0; from < FITTING; from += AT_ONCE) {
    const { status, text } = await client.post(
      `/responses/${responseId}/answers`,
      { answers: answers.slice(from, from + AT_ONCE) },
      { 'response-token': responseToken },
    );
    if (status !== 200) throw new Error(text);
  }
  return { responseId, responseToken, rest: answers.slice(FITTING) };
}

describe('a response that no event could carry', () => {
  it('is refused over GraphQL, and nothing of the submission is written', async () => {
    const { rest, ...response } = await almostFull();
    const before = await stored(response.responseId);
    const { errors } = await gateway.graphql(
      'mutation ($input: SubmitResponseInput!) { submitResponse(input: $input) { response { id } } }',
      { input: { ...response, answers: rest } },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', maximum: LIMITS.responseChoices } }]);
    expect(await stored(response.responseId)).toEqual(before);
    expect(before).toMatchObject({ status: 'in_progress', events: 0 });
  }, 60_000);

  it('is refused over REST, and nothing of the submission is written', async () => {
    const { rest, responseId, responseToken } = await almostFull();
    const before = await stored(responseId);
    const { status, body } = await restClient(gateway.url).post(
      `/responses/${responseId}/submit`,
      { answers: rest },
      { 'response-token': responseToken },
    );
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'LIMIT_EXCEEDED' });
    expect(await stored(responseId)).toEqual(before);
  }, 60_000);

  it('does not exist: the largest response makes an event that is far below what a topic takes', () => {
    const id = someId('Question');
    const empty = { optionIds: [], cells: [], text: null, number: null, moment: null };
    const largest: Answer[] = [
      ...Array.from({ length: LIMITS.answers }, () => ({ ...empty, questionId: id, number: -1.2345678901234e-15 })),
      {
        ...empty,
        questionId: id,
        // A cell takes more than an option.
        cells: Array.from({ length: LIMITS.responseChoices }, () => ({ rowId: id, optionId: id })),
      },
    ];
    const response = {
      id,
      surveyId: id,
      collectorId: id,
      status: 'in_progress',
      startedAt: NOON,
      submittedAt: null,
    } as const;
    const data = submittedEventData(response, 'completed', NOON, largest);
    expect(JSON.stringify(data).length).toBeLessThan(MAX_EVENT_BYTES / 2);
  });

  it('holds nothing up: what others send is in the log', async () => {
    const owner = await gateway.token('owner');
    const survey = await openSurvey(gateway, owner, 'Small');
    const { id } = await respond(gateway, survey, 2);
    await until('the log has it', async () => {
      const { eventLogs } = await gateway.data(
        'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }) { nodes { type } } }',
        { id },
        owner,
      );
      return eventLogs.nodes.some(({ type }: { type: string }) => type === 'gateway.response.submitted.v1');
    });
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    expect((await database.query('SELECT 1 FROM parked_event')).rowCount).toBe(0);
  }, 60_000);
});

describe('a row of the outbox that nobody can publish', () => {
  it('is parked by the running gateway, which stays ready and publishes what comes after', async () => {
    await database.query(
      `INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, data, shard)
       SELECT gen_random_uuid(), 'surveys', type, $1::uuid, 'acme', 'ada', now(), data, 0
       FROM (VALUES ('gateway.survey.created.v1', jsonb_build_object('surveyId', $1::text, 'title', repeat('x', 5000000), 'language', 'en')),
                    ('gateway.survey.renamed.v9', '{}'::jsonb), ('gateway.survey.closed.v1', '[]'::jsonb)) AS bad(type, data)`,
      [someId('Survey')],
    );
    await until(
      'all three are parked',
      async () => (await database.query('SELECT 1 FROM parked_event')).rowCount === 3,
      20_000,
    );
    const { rows } = await database.query<{ cause: string }>('SELECT cause FROM parked_event ORDER BY seq');
    expect(rows.map(({ cause }) => cause)).toEqual(['TOO_LARGE', 'UNKNOWN_TYPE', 'INVALID_EVENT']);
    await respond(gateway, await openSurvey(gateway, await gateway.token('owner'), 'After'), 1);
    await until(
      'the outbox is empty',
      async () => (await database.query('SELECT 1 FROM outbox WHERE sent_at IS NULL')).rowCount === 0,
    );
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^gateway_outbox_parked 3$/m);
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  }, 60_000);
});
