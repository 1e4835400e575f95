import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { answersTo, openSurvey, startResponse, type OpenSurvey } from '../../support/survey-fixtures.js';
import { until } from '../../support/until.js';
import { EXECUTOR } from '../../support/servers.js';

const DEADLINE_MS = 1_000;
/** With the ordinary deadline, and one in a hurry beside it on the same stores. */
let patient: TestGateway;
let gateway: TestGateway;
let owner: string;
let survey: OpenSurvey;
let watcher: pg.Client;
let locker: pg.Client;
beforeAll(async () => {
  patient = await startGateway();
  gateway = await startGateway(patient.environment, { operationDeadlineMs: DEADLINE_MS });
  owner = await gateway.token('owner');
  [watcher, locker] = (await Promise.all(
    [0, 1].map(async () => {
      const client = new pg.Client({
        connectionString: gateway.environment['DATABASE_URL'] as string,
        application_name: 'a test',
      });
      await client.connect();
      return client;
    }),
  )) as [pg.Client, pg.Client];
  survey = await openSurvey(patient, owner, 'Slow');
}, 120_000);
afterEach(() => locker.query('ROLLBACK'));
afterAll(async () => {
  await Promise.all([watcher?.end(), locker?.end()]);
  await gateway?.stop();
  await patient?.stop();
});

/** Nobody else reads or writes the table until the test is over. */
const lock = async (table: string) => {
  await locker.query('BEGIN');
  await locker.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
};
/** The gateway's sessions that wait for a lock. */
const waiting = async () => {
  const { rows } = await watcher.query(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'graphql-gateway' AND wait_event_type = 'Lock'`,
  );
  return rows.length;
};
const inTransaction = async () => {
  const { rows } = await watcher.query(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'graphql-gateway' AND state LIKE 'idle in transaction%'`,
  );
  return rows.length;
};
const rest = (path: string, init: RequestInit = {}) =>
  fetch(`${gateway.url}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json', ...init.headers },
  });

describe('an operation over its deadline', () => {
  it('is answered with a code by REST, and its statement is gone from the server', async () => {
    await lock('survey');
    const answered = rest('/surveys');
    await until('the statement waits', async () => (await waiting()) > 0);
    const answer = await answered;
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await waiting()).toBe(0);
  });

  it('is answered field by field by GraphQL: fields that were ready in time have their data', async () => {
    await lock('survey');
    const { data, errors } = await gateway.graphql(
      '{ viewer { tenant } surveys(first: 1) { nodes { id } } movies(first: 1) { totalCount } }',
      {},
      owner,
    );
    expect(data).toBeNull();
    // A planned field waits as a whole.
    const path = EXECUTOR === 'plans' ? ['surveys'] : ['surveys', 'nodes'];
    expect(errors).toMatchObject([{ path, extensions: { code: 'DEADLINE_EXCEEDED' } }]);
    expect(await waiting()).toBe(0);
  });

  it('leaves nothing of a write behind, says so, and its key is free again', async () => {
    await lock('survey_page');
    const headers = { 'idempotency-key': 'a-key-of-a-slow-write' };
    const body = JSON.stringify({ title: 'Written late', pages: [{ title: 'One' }] });
    const late = await rest('/surveys', { method: 'POST', headers, body });
    expect(late.status).toBe(504);
    expect(await late.json()).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'none' });
    expect(await waiting()).toBe(0);
    await locker.query('ROLLBACK');
    expect((await watcher.query(`SELECT FROM survey WHERE title = 'Written late'`)).rowCount).toBe(0);
    const again = await rest('/surveys', { method: 'POST', headers, body });
    expect(again.status).toBe(201);
    expect((await watcher.query(`SELECT FROM survey WHERE title = 'Written late'`)).rowCount).toBe(1);
    expect(await inTransaction()).toBe(0);
  });

  it('leaves nothing of a mutation behind either', async () => {
    const started = await startResponse(patient, survey.slug);
    await lock('answer');
    const submit = () =>
      gateway.graphql(
        'mutation ($input: SubmitResponseInput!) { submitResponse(input: $input) { response { status } } }',
        { input: { ...started, answers: answersTo(survey, 2) } },
      );
    expect((await submit()).errors).toMatchObject([{ extensions: { code: 'DEADLINE_EXCEEDED', outcome: 'none' } }]);
    await locker.query('ROLLBACK');
    expect((await submit()).data.submitResponse.response.status).toBe('COMPLETED');
  });

  it('does not end what is no operation: without the scope the same statement waits on', async () => {
    await lock('survey');
    const { database } = gateway.gateway.parts;
    let ended = false;
    const statement = database
      .query<{ n: number }>('unscoped-count', 'SELECT count(*)::int AS n FROM survey')
      .finally(() => (ended = true));
    const answer = await rest('/surveys');
    expect(answer.status).toBe(504);
    expect(ended).toBe(false);
    expect(await waiting()).toBe(1);
    await locker.query('ROLLBACK');
    expect(await statement).toHaveLength(1);
  });
});

describe('an operation whose client has gone', () => {
  it('is cancelled before its deadline', async () => {
    await lock('survey');
    const gone = new AbortController();
    const asked = fetch(`${patient.url}/api/v1/surveys`, {
      headers: { authorization: `Bearer ${owner}` },
      signal: gone.signal,
    }).catch(() => 'gone');
    await until('the statement waits', async () => (await waiting()) > 0);
    gone.abort();
    expect(await asked).toBe('gone');
    await until('the statement is cancelled', async () => (await waiting()) === 0, 3_000);
  }, 60_000);
});

describe('more operations than there are connections', () => {
  it('wait briefly, and are then told to come back', async () => {
    await lock('survey');
    const asked = Array.from({ length: 30 }, () =>
      fetch(`${patient.url}/api/v1/surveys`, { headers: { authorization: `Bearer ${owner}` } }),
    );
    const began = Date.now();
    const refused = await Promise.any(
      asked.map(async (each) => {
        const answer = await each;
        if (answer.status !== 503) throw new Error(String(answer.status));
        return answer;
      }),
    );
    expect(Date.now() - began).toBeLessThan(6_000);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({ code: 'OVERLOADED' });
    await locker.query('ROLLBACK');
    const statuses = (await Promise.all(asked)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
  }, 60_000);

  it('are told so over GraphQL, by a transaction too', async () => {
    await lock('survey');
    const held = Array.from({ length: 20 }, () =>
      fetch(`${patient.url}/api/v1/surveys`, { headers: { authorization: `Bearer ${owner}` } }),
    );
    await until('all connections wait', async () => (await waiting()) === 20);
    const answers = [
      '{ surveys(first: 1) { nodes { id } } }',
      'mutation { createSurvey(input: { title: "Never" }) { survey { id } } }',
    ].map((query) => patient.graphql(query, {}, owner));
    for (const answer of answers) expect((await answer).errors).toMatchObject([{ extensions: { code: 'OVERLOADED' } }]);
    await locker.query('ROLLBACK');
    await Promise.all(held);
  }, 60_000);
});

describe("a subscription's event over its deadline", () => {
  it('is an error of that event, and the subscription goes on', async () => {
    const results: {
      readonly data?: unknown;
      readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
    }[] = [];
    const end = gateway
      .subscriber(owner)
      .subscribe(
        {
          query: 'subscription ($id: ID!) { responseSubmitted(surveyId: $id) { id status } }',
          variables: { id: survey.id },
        },
        {
          next: (result) => void results.push(result as unknown as (typeof results)[0]),
          error: () => undefined,
          complete: () => undefined,
        },
      );
    const respond = async () => {
      const started = await startResponse(patient, survey.slug);
      await patient.data(
        'mutation ($input: SubmitResponseInput!) { submitResponse(input: $input) { response { status } } }',
        { input: { ...started, answers: answersTo(survey, 3) } },
      );
    };
    const came = (from: number, failed: boolean) =>
      results.slice(from).some(({ errors }) => (errors !== undefined) === failed);
    await until('the subscription is heard', async () => {
      await respond();
      return came(0, false);
    });
    // Its events are read from the table, and come faster than they can be read.
    await until(
      'an event has failed',
      async () => {
        await respond();
        await lock('survey_response');
        await until('the event is in the outbox', async () => (await waiting()) > 0, 3_000).catch(() => undefined);
        await until('it has failed', async () => (await waiting()) === 0, 5_000);
        await locker.query('ROLLBACK');
        return came(0, true);
      },
      30_000,
    );
    expect(results.find(({ errors }) => errors !== undefined)?.errors).toMatchObject([
      { extensions: { code: 'DEADLINE_EXCEEDED' } },
    ]);
    const before = results.length;
    await until('it goes on', async () => {
      await respond();
      return came(before, false);
    });
    end();
  }, 60_000);
});
