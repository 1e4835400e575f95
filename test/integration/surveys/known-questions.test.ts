import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../../../src/stores/postgres/database.js';
import { createKnownQuestions, type KnownQuestions } from '../../../src/stores/postgres/surveys/known-questions.js';
import { inTransaction } from '../../../src/stores/postgres/transaction.js';
import type { Member } from '../../../src/kernel/viewer.js';
import { openSurveys, type SurveyBench } from '../../support/survey-bench.js';

const OWNER: Member = { role: 'owner', subject: 'olga', tenant: 'acme' };
let bench: SurveyBench;
beforeAll(async () => {
  bench = await openSurveys();
});
afterAll(() => bench?.stop());

const QUESTION = { heading: 'Coffee?', family: 'single_choice', options: [{ label: 'Yes' }, { label: 'No' }] };
const draft = () =>
  bench.surveys.create(OWNER, { title: 'Coffee', pages: [{ title: 'One', questions: [QUESTION] }] }, {});
/** The headings of a survey's questions, and the statements that they took. */
async function headings(known: KnownQuestions, survey: { readonly id: string; readonly version: number }) {
  const { result, statements } = await bench.database.countStatements(() =>
    inTransaction(bench.database, (tx) => known.of(tx, survey as never)),
  );
  return { headings: result.map(({ heading }) => heading), reads: Math.min(statements, 1) };
}

describe('the questions that a response answers', () => {
  it('are read once for a published survey', async () => {
    const known = createKnownQuestions();
    const survey = await bench.surveys.publish(OWNER, { id: (await draft()).id }, {});
    expect(await headings(known, survey)).toEqual({ headings: ['Coffee?'], reads: 1 });
    expect(await headings(known, survey)).toEqual({ headings: ['Coffee?'], reads: 0 });
    // Another version is another survey as far as is known here.
    const closed = await bench.surveys.close(OWNER, { id: survey.id }, {});
    expect(await headings(known, closed)).toEqual({ headings: ['Coffee?'], reads: 1 });
  });

  it('are those of now while the survey is a draft', async () => {
    const known = createKnownQuestions();
    const survey = await draft();
    expect(await headings(known, survey)).toEqual({ headings: ['Coffee?'], reads: 1 });
    // As a change that is committed between two reads, which has not changed the version that the caller has seen.
    await bench.database.pool.query('UPDATE question SET heading = $2 WHERE survey_id = $1', [survey.id, 'Tea?']);
    expect(await headings(known, survey)).toEqual({ headings: ['Tea?'], reads: 1 });
  });

  it('are none of a survey that is gone', async () => {
    const survey = await draft();
    await bench.surveys.delete(OWNER, { id: survey.id }, {});
    expect(await headings(createKnownQuestions(), survey)).toEqual({ headings: [], reads: 1 });
  });

  it('are forgotten when too many are known, the ones used longest ago first', async () => {
    const known = createKnownQuestions(1_500);
    const publish = async () => bench.surveys.publish(OWNER, { id: (await draft()).id }, {});
    const surveys = [await publish(), await publish(), await publish(), await publish()];
    for (const survey of surveys) await headings(known, survey);
    expect((await headings(known, surveys[3]!)).reads).toBe(0);
    expect((await headings(known, surveys[0]!)).reads).toBe(1);
    const none = createKnownQuestions(1);
    await headings(none, surveys[0]!);
    expect((await headings(none, surveys[0]!)).reads).toBe(1);
  });
});

it('an outage is not kept', async () => {
  const known = createKnownQuestions();
  const survey = await bench.surveys.publish(OWNER, { id: (await draft()).id }, {});
  const away = createDatabase('postgresql://nobody@127.0.0.1:1/nowhere');
  await expect(inTransaction(away, (tx) => known.of(tx, survey))).rejects.toThrow();
  await away.stop();
  expect(await headings(known, survey)).toEqual({ headings: ['Coffee?'], reads: 1 });
});
