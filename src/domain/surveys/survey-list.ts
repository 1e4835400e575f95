import { orderedList } from '../../kernel/ordered-list.js';

/** A tenant's surveys, newest first unless asked for otherwise. */
export const SURVEY_LIST = orderedList('surveys', ['createdAt', 'updatedAt', 'title'], {
  by: 'createdAt',
  direction: 'descending',
});
export type SurveyOrderField = (typeof SURVEY_LIST.fields)[number];

/** A survey's responses: newest first, always. */
export const RESPONSE_LIST = 'responses';
