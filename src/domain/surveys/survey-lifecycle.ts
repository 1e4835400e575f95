import { DomainError } from '../../kernel/errors.js';
import type { Survey } from './survey.js';
import type { SurveyChanges } from './survey-writes.js';

/** Throws INVALID_STATE unless the survey is a draft: the questions of a published survey cannot change. */
export function requireDraft(survey: Survey): void {
  if (survey.status !== 'draft')
    throw new DomainError('INVALID_STATE', 'Only a draft survey can be changed in this way.', {
      status: survey.status,
    });
}

/** Throws VERSION_CONFLICT when the expected version is not the present one. */
export function requireVersion(survey: Survey, expected: number | undefined): void {
  if (expected !== undefined && expected !== survey.version)
    throw new DomainError('VERSION_CONFLICT', undefined, { expectedVersion: expected, version: survey.version });
}

/**
 * The changes that take a survey to `next`. Throws INVALID_STATE when it is not the next step, or there is nothing to
 * publish.
 */
export function changeStatus(survey: Survey, next: 'open' | 'closed', questionCount: number, now: Date): SurveyChanges {
  const from = next === 'open' ? 'draft' : 'open';
  if (survey.status !== from)
    throw new DomainError('INVALID_STATE', `Only a survey that is ${from} can become ${next}.`, {
      status: survey.status,
    });
  if (next === 'closed') return { status: 'closed', closedAt: now };
  if (questionCount === 0)
    throw new DomainError('INVALID_STATE', 'A survey needs a question before it can be published.');
  return { status: 'open', openedAt: now };
}
