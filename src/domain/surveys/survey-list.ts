import { orderedList } from '../../kernel/ordered-list.js';

/** A tenant's surveys, by default newest first. */
export const SURVEY_LIST = orderedList('surveys', ['createdAt', 'updatedAt', 'title'], {
  by: 'createdAt',
  direction: 'descending',
});
export type SurveyOrderField = (typeof SURVEY_LIST.fields)[number];

/** A survey's responses, always newest first. */
export const RESPONSE_LIST = 'responses';
