import { describe, expect, it } from '@jest/globals';
import { decideSubmission } from '../../../../src/domain/surveys/submission.js';
import { answer, question } from './questions.js';

const quota = (optionId: string, limit: number, filled: number) => ({
  id: `quota ${optionId}`,
  surveyId: 's',
  questionId: 'q',
  optionId,
  limit,
  filled,
});
const required = question('q', 'single_choice', { required: true });
const disqualifying = {
  ...required,
  options: required.options.map((option) => ({ ...option, disqualifies: option.id === 'q.o3' })),
};
const chose = (optionId: string) => [answer('q', { optionIds: [optionId] })];

describe('a submission', () => {
  it('is completed when every required question is answered, and fills the quotas it touches', () => {
    expect(decideSubmission([required], chose('q.o1'), [quota('q.o1', 2, 1), quota('q.o2', 0, 0)], false)).toEqual({
      status: 'completed',
      filledQuotaIds: ['quota q.o1'],
    });
  });

  it('is refused when a required question is not answered', () => {
    expect(() => decideSubmission([required], [], [], false)).toThrow(
      expect.objectContaining({ code: 'INVALID_ANSWER', details: { questionIds: ['q'], problem: 'is required' } }),
    );
  });

  it('may be partial without required answers, filling no quota', () => {
    expect(decideSubmission([required], [], [], true)).toEqual({ status: 'partial', filledQuotaIds: [] });
    expect(decideSubmission([required], chose('q.o1'), [quota('q.o1', 1, 0)], true)).toEqual({
      status: 'partial',
      filledQuotaIds: [],
    });
  });

  it('is overquota when a quota it touches is full', () => {
    expect(decideSubmission([required], chose('q.o1'), [quota('q.o1', 1, 1)], false)).toEqual({
      status: 'overquota',
      filledQuotaIds: [],
    });
    expect(decideSubmission([required], chose('q.o1'), [quota('q.o1', 0, 0)], false).status).toBe('overquota');
  });

  it('is disqualified by an option, whatever else', () => {
    expect(decideSubmission([disqualifying], chose('q.o3'), [quota('q.o3', 0, 0)], true)).toEqual({
      status: 'disqualified',
      filledQuotaIds: [],
    });
  });
});
