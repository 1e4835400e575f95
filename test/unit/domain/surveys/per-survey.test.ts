import { describe, expect, it } from '@jest/globals';
import { readPerSurvey } from '../../../../src/domain/surveys/per-survey.js';
import type { Survey } from '../../../../src/domain/surveys/survey.js';
import { ANONYMOUS, type Viewer } from '../../../../src/kernel/viewer.js';

const survey = (id: string, tenant: string) => ({ id, tenant }) as Survey;
const surveys = [survey('a', 'acme'), survey('b', 'rival'), survey('c', 'acme')];
const acme: Viewer = { role: 'data', tenant: 'acme', subject: 'sam' };

describe('A read of several surveys', () => {
  it('refuses only those that the viewer may not read, and reads the others at once', async () => {
    const calls: (readonly string[])[] = [];
    const found = await readPerSurvey(acme, surveys, async (ids) => {
      calls.push(ids);
      return new Map([['a', 1]]);
    });
    expect(calls).toEqual([['a', 'c']]);
    expect([...found]).toEqual([
      ['b', expect.objectContaining({ code: 'NOT_FOUND' })],
      ['a', 1],
    ]);
  });

  it('reads nothing when it refuses all', async () => {
    const found = await readPerSurvey(ANONYMOUS, surveys, async () => {
      throw new Error('read');
    });
    expect([...found.values()].map((refusal) => (refusal as { code?: string }).code)).toEqual(
      surveys.map(() => 'UNAUTHENTICATED'),
    );
  });
});
