import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Member } from '../../../src/kernel/viewer.js';
import { makeOpenSurvey, openSurveys, type SurveyBench } from '../../support/survey-bench.js';

const owner: Member = { role: 'owner', tenant: 'acme', subject: 'olga' };
const STARTED = new Date('2026-05-01T12:00:00.250Z');
const BEHIND = new Date('2026-05-01T12:00:00.000Z');
let now = STARTED;
let bench: SurveyBench;

beforeAll(async () => {
  bench = await openSurveys({ clock: { now: () => now } });
});
afterAll(() => bench?.stop());

describe('a response that one gateway starts, and another with a clock behind it ends', () => {
  it('is submitted when it was started, not before, in the answer, the event and the list', async () => {
    now = STARTED;
    const { survey, collector } = await makeOpenSurvey(bench, owner);
    const { response, responseToken } = await bench.responses.start(owner, collector.slug, {});
    now = BEHIND;
    const ended = await bench.responses.submit(
      owner,
      { responseId: response.id, responseToken, answers: [], partial: true },
      {},
    );
    expect(ended.submittedAt).toEqual(STARTED);
    const event = (await bench.events()).find(({ type }) => type === 'gateway.response.submitted.v1');
    expect(event?.data).toMatchObject({ startedAt: STARTED.toISOString(), submittedAt: STARTED.toISOString() });
    const listed = async (submittedTo: Date) =>
      (await bench.reads.responsesBySurveyIds([survey.id], { submittedTo }, { first: 5 })).get(survey.id)?.items;
    expect(await listed(new Date(STARTED.getTime() + 1))).toHaveLength(1);
    expect(await listed(STARTED)).toHaveLength(0);
  });
});
