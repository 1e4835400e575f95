import { DomainError } from '../../kernel/errors.js';
import { checkAnswers, missingAnswers } from './answer-check.js';
import type { Answer, FinalStatus } from './response.js';
import type { Question, Quota } from './survey.js';

/** How a response ends, and the quotas that it fills. */
interface SubmissionDecision {
  readonly status: FinalStatus;
  readonly filledQuotaIds: readonly string[];
}

/**
 * Decides how a response ends. A disqualifying option outweighs a full quota; a full quota outweighs completion. A
 * partial response may lack required answers and fills no quota. Throws INVALID_ANSWER when a required answer is
 * missing. `quotas` are those of the survey, locked by the caller so that `filled` is true at commit.
 */
export function decideSubmission(
  questions: readonly Question[],
  answers: readonly Answer[],
  quotas: readonly Quota[],
  partial: boolean,
): SubmissionDecision {
  const chosen = new Set(answers.flatMap((answer) => answer.optionIds));
  const disqualified = questions.some((question) =>
    question.options.some((option) => option.disqualifies && chosen.has(option.id)),
  );
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

/** All answers of one person, given at once. */
export interface SubmittedResponse {
  readonly answers: readonly Answer[];
  readonly partial: boolean;
}

/** Throws the error of checkAnswers for the first invalid response, with its index added by `addIndex`. */
export function checkResponses(
  questions: readonly Question[],
  responses: readonly SubmittedResponse[],
  addIndex: AddResponseIndex,
): void {
  responses.forEach(({ answers }, index) => withResponseIndex(addIndex, index, () => checkAnswers(questions, answers)));
}

/**
 * Decides the statuses of responses that are submitted together, in order: a quota that one response fills is full for
 * the next. `quotas` are all quotas that any of them counts for, locked. Throws the errors of decideSubmission, each
 * with the index of its response added by `addIndex`.
 */
export function decideResponses(
  questions: readonly Question[],
  responses: readonly SubmittedResponse[],
  quotas: readonly Quota[],
  addIndex: AddResponseIndex,
): readonly (SubmissionDecision & { readonly answers: readonly Answer[] })[] {
  const filled = new Map(quotas.map((quota) => [quota.id, quota.filled]));
  return responses.map(({ answers, partial }, index) =>
    withResponseIndex(addIndex, index, () => {
      const decision = decideSubmission(
        questions,
        answers,
        quotas.map((quota) => ({ ...quota, filled: filled.get(quota.id) ?? quota.filled })),
        partial,
      );
      for (const id of decision.filledQuotaIds) filled.set(id, (filled.get(id) ?? 0) + 1);
      return { ...decision, answers };
    }),
  );
}

/** Adds the index of a response to the error about it. Returns the error to throw. */
export type AddResponseIndex = (error: unknown, index: number) => unknown;

function withResponseIndex<T>(addIndex: AddResponseIndex, index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw addIndex(error, index);
  }
}
