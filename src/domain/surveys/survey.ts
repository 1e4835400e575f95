import type { Id } from '../../kernel/ids.js';

/**
 * Vocabulary (SurveyMonkey v3's). A *survey* has *pages*, a page *questions*, a question *options* (choices, and rows
 * for a matrix). A *collector* is a link through which people answer; one person's answers are a *response*. A *quota*
 * bounds how many completed responses may choose an option.
 *
 * A survey goes draft -> open -> closed. Its questions change only while it is a draft, so every answer of an open
 * survey was given to the same questions.
 */
export type SurveyStatus = 'draft' | 'open' | 'closed';

export interface Survey {
  readonly id: Id;
  readonly tenant: string;
  readonly ownerId: string;
  readonly title: string;
  readonly language: string;
  readonly status: SurveyStatus;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
}

/** A survey as far as it says who may read what belongs to it. */
export type SurveyRef = Pick<Survey, 'id' | 'tenant'>;

/** A survey with the related resources that the reader requested. Others are absent. */
export interface SurveyTree extends Survey {
  readonly pageCount?: number;
  readonly questionCount?: number;
  readonly pages?: readonly SurveyPageTree[];
}

export interface SurveyPage {
  readonly id: Id;
  readonly surveyId: Id;
  readonly position: number;
  readonly title: string;
  readonly description: string;
}
export interface SurveyPageTree extends SurveyPage {
  readonly questions?: readonly Question[];
}

/** The subtypes of each family; the first is the default. */
export const SUBTYPES = {
  single_choice: ['vertical', 'horiz', 'menu'],
  multiple_choice: ['vertical', 'horiz'],
  matrix: ['single', 'multi'],
  open_ended: ['single', 'essay'],
  rating: ['scale', 'star'],
  numeric: ['integer', 'decimal'],
  datetime: ['date_only', 'time_only', 'both'],
} as const;
export type QuestionFamily = keyof typeof SUBTYPES;

/** Which bounds apply depends on the family: see schema.graphql's QuestionValidation. */
export interface QuestionValidation {
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minChoices?: number;
  readonly maxChoices?: number;
  readonly earliest?: string;
  readonly latest?: string;
}

export interface Question {
  readonly id: Id;
  readonly surveyId: Id;
  readonly pageId: Id;
  readonly position: number;
  readonly heading: string;
  readonly family: QuestionFamily;
  readonly subtype: string;
  readonly required: boolean;
  readonly validation: QuestionValidation | null;
  /** Choices (a matrix's columns), by position. */
  readonly options: readonly QuestionOption[];
  /** A matrix's rows, by position; empty for the other families. */
  readonly rows: readonly QuestionOption[];
}

export interface QuestionOption {
  readonly id: Id;
  readonly position: number;
  readonly label: string;
  readonly value: number | null;
  readonly disqualifies: boolean;
}

export type CollectorStatus = 'open' | 'closed';

export interface Collector {
  readonly id: Id;
  readonly surveyId: Id;
  readonly name: string;
  readonly slug: string;
  readonly status: CollectorStatus;
  readonly createdAt: Date;
}

export interface Quota {
  readonly id: Id;
  readonly surveyId: Id;
  readonly questionId: Id;
  readonly optionId: Id;
  readonly limit: number;
  readonly filled: number;
}
