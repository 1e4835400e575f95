import type { Id } from '../../kernel/ids.js';

/** How a response can end. */
export type FinalStatus = 'completed' | 'partial' | 'disqualified' | 'overquota';
export type ResponseStatus = 'in_progress' | FinalStatus;
export const RESPONSE_STATUSES = ['in_progress', 'completed', 'partial', 'disqualified', 'overquota'] as const;

export interface SurveyResponse {
  readonly id: Id;
  readonly surveyId: Id;
  readonly collectorId: Id;
  readonly status: ResponseStatus;
  readonly startedAt: Date;
  readonly submittedAt: Date | null;
}

/** A respondent's answer to one question. The question's family decides which fields are used. */
export interface Answer {
  readonly questionId: Id;
  readonly optionIds: readonly Id[];
  readonly cells: readonly MatrixCell[];
  readonly text: string | null;
  readonly number: number | null;
  readonly moment: string | null;
}

export interface MatrixCell {
  readonly rowId: Id;
  readonly optionId: Id;
}

export interface ResponseFilter {
  readonly statuses?: readonly ResponseStatus[];
  readonly collectorId?: Id;
  readonly submittedFrom?: Date;
  readonly submittedTo?: Date;
}

/** A response with its answers. */
export interface AnsweredResponse {
  readonly response: SurveyResponse;
  readonly answers: readonly Answer[];
}
