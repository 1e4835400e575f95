import { childSelection, type Selection } from '../../../kernel/selection.js';

/** Columns of domain types, under their domain names. Aliases: s survey, p page, q question, o option, r response. */
export const SURVEY_COLUMNS = `s.id, s.tenant, s.owner_id AS "ownerId", s.title, s.language, s.status::text AS status, s.version,
  s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.opened_at AS "openedAt", s.closed_at AS "closedAt"`;
export const RESPONSE_COLUMNS = `r.id, r.survey_id AS "surveyId", r.collector_id AS "collectorId", r.status::text AS status,
  r.started_at AS "startedAt", r.submitted_at AS "submittedAt"`;
export const COLLECTOR_COLUMNS = `id, survey_id AS "surveyId", name, slug, status::text AS status, created_at AS "createdAt"`;
export const QUOTA_COLUMNS = `id, survey_id AS "surveyId", question_id AS "questionId", option_id AS "optionId", "limit", filled`;

const OPTION_JSON = `json_build_object('id', o.id, 'position', o.position, 'label', o.label, 'value', o.value, 'disqualifies', o.disqualifies)`;

/** One question with its options and rows as JSON; needs OPTIONS_JOIN. */
export const QUESTION_JSON = `json_build_object('id', q.id, 'surveyId', q.survey_id, 'pageId', q.page_id, 'position', q.position,
  'heading', q.heading, 'family', q.family, 'subtype', q.subtype, 'required', q.required, 'validation', q.validation,
  'options', coalesce(o.options, '[]'), 'rows', coalesce(o.rows, '[]'))`;
export const OPTIONS_JOIN = `LEFT JOIN LATERAL (
  SELECT json_agg(${OPTION_JSON} ORDER BY o.position) FILTER (WHERE o.kind = 'choice') AS options,
         json_agg(${OPTION_JSON} ORDER BY o.position) FILTER (WHERE o.kind = 'row') AS rows
  FROM question_option o WHERE o.question_id = q.id) o ON true`;

/** The questions of the survey s, by page and position, as JSON. */
export const QUESTIONS_JSON = `(SELECT coalesce(json_agg(${QUESTION_JSON} ORDER BY p.position, q.position), '[]')
  FROM question q ${OPTIONS_JOIN} JOIN survey_page p ON p.id = q.page_id WHERE q.survey_id = s.id)`;

/** One page as JSON, with its questions when they were asked for. */
export function pageJson(fields: Selection): string {
  const questions = childSelection(fields, 'questions')
    ? `, 'questions', (SELECT coalesce(json_agg(${QUESTION_JSON} ORDER BY q.position), '[]') FROM question q ${OPTIONS_JOIN} WHERE q.page_id = p.id)`
    : '';
  return `json_build_object('id', p.id, 'surveyId', p.survey_id, 'position', p.position, 'title', p.title, 'description', p.description${questions})`;
}

/**
 * The select list of a survey with the requested related resources, at any depth, for one statement. `name` has a
 * letter for each part and distinguishes the variants of the text (see Conditions).
 */
export function surveySelect(fields: Selection): { readonly name: string; readonly columns: string } {
  const columns = [SURVEY_COLUMNS];
  const parts: string[] = [];
  const add = (part: string, column: string) => {
    parts.push(part);
    columns.push(column);
  };
  if (childSelection(fields, 'pageCount'))
    add('n', `(SELECT count(*)::int FROM survey_page p WHERE p.survey_id = s.id) AS "pageCount"`);
  if (childSelection(fields, 'questionCount'))
    add('m', `(SELECT count(*)::int FROM question q WHERE q.survey_id = s.id) AS "questionCount"`);
  const pages = childSelection(fields, 'pages');
  if (pages)
    add(
      childSelection(pages, 'questions') ? 'pq' : 'p',
      `(SELECT coalesce(json_agg(${pageJson(pages)} ORDER BY p.position), '[]') FROM survey_page p WHERE p.survey_id = s.id) AS pages`,
    );
  return { name: parts.join(''), columns: columns.join(',\n  ') };
}
