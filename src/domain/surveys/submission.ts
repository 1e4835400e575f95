import { DomainError } from '../../kernel/errors.js';
import { missingAnswers } from './answer-check.js';
import type { Answer, FinalStatus } from './response.js';
import type { Question, Quota } from './survey.js';

/** How a response ends, and the quotas it fills. */
export interface SubmissionDecision {
  readonly status: FinalStatus;
  readonly filledQuotaIds: readonly string[];
}

/**
 * Decides how a response ends. A disqualifying option outweighs a full quota; a full quota outweighs completion. A partial
 * response may lack required answers and fills no quota. Throws INVALID_ANSWER when a required answer is missing.
 * `quotas` are those of the survey, locked by the caller so that `filled` is true at commit.
 */
export function decideSubmission(
  questions: readonly Question[],
  answers: readonly Answer[],
  quotas: readonly Quota[],
  partial: boolean,
): SubmissionDecision {
  const chosen = new Set(answers.flatMap((answer) => answer.optionIds));
  const disqualified = questions.some((question) => question.options.some((option) => option.disqualifies && chosen.has(option.id)));
  if (disqualified) return { status: 'disqualified', filledQuotaIds: [] };
  if (partial) return { status: 'partial', filledQuotaIds: [] };

  const missing = missingAnswers(questions, new Set(answers.map((answer) => answer.questionId)));
  if (missing.length > 0)
    throw new DomainError('INVALID_ANSWER', `Question ${missing[0]?.id} must be answered.`, {
      questionIds: missing.map((question) => question.id),
      problem: 'is required',
    });

  const touched = quotas.filter((quota) => chosen.has(quota.optionId));
  if (touched.some((quota) => quota.filled >= quota.limit)) return { status: 'overquota', filledQuotaIds: [] };
  return { status: 'completed', filledQuotaIds: touched.map((quota) => quota.id) };
}
