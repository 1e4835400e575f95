import { cycled, DOUBLES, idOf, LONG_TEXT, TEXTS, times, type TableRows } from './table-rows.js';

/** Who owns how many surveys. The first ones have pages, questions and responses. */
const TENANTS = [
  { tenant: 'acme', surveys: 64, filled: 9, responses: [130, 40, 12, 5, 0, 3, 1, 2, 7] },
  { tenant: 'globex', surveys: 12, filled: 3, responses: [15, 2, 0] },
] as const;

const FAMILIES = [
  ['single_choice', 'vertical'],
  ['multiple_choice', 'horiz'],
  ['matrix', 'single'],
  ['matrix', 'multi'],
  ['open_ended', 'essay'],
  ['rating', 'star'],
  ['numeric', 'decimal'],
  ['datetime', 'both'],
] as const;

const VALIDATIONS = [
  null,
  { min: 0.1, max: 1e15 },
  {},
  { minLength: 0, maxLength: 5000 },
  { minChoices: 1, maxChoices: 3 },
  { earliest: '2020-01-01T00:00', latest: '2030-12-31T23:59' },
  { min: -1e15, max: 1e-7 },
  { min: 0 },
];
const STATUSES = ['in_progress', 'completed', 'partial', 'disqualified', 'overquota'] as const;
const SURVEY_STATUSES = ['draft', 'open', 'open', 'closed'] as const;

/** Instants of which several are equal, and of which some have milliseconds. */
export const instantOf = (n: number) =>
  new Date(Date.UTC(2024, 0, 1 + Math.floor(n / 3), 7, 30, 15, (Math.floor(n / 3) % 4) * 7)).toISOString();

interface Made {
  readonly surveys: Record<string, unknown>[];
  readonly pages: Record<string, unknown>[];
  readonly questions: Record<string, unknown>[];
  readonly options: Record<string, unknown>[];
  readonly collectors: Record<string, unknown>[];
  readonly quotas: Record<string, unknown>[];
  readonly responses: Record<string, unknown>[];
  readonly answers: Record<string, unknown>[];
}

/** The rows of the surveys of two tenants, tables that are referred to first. */
export function surveyRows(): readonly TableRows[] {
  const made: Made = {
    surveys: [],
    pages: [],
    questions: [],
    options: [],
    collectors: [],
    quotas: [],
    responses: [],
    answers: [],
  };
  for (const { tenant, surveys, filled, responses } of TENANTS)
    for (let n = 0; n < surveys; n += 1) {
      const id = idOf('Survey', `${tenant}/${n}`);
      made.surveys.push(surveyRow(tenant, id, n));
      if (n < filled) fill(made, `${tenant}/${n}`, id, n, responses[n] ?? 0);
    }
  return [
    { table: 'survey', rows: made.surveys },
    { table: 'survey_page', rows: made.pages },
    { table: 'question', rows: made.questions },
    { table: 'question_option', rows: made.options },
    { table: 'collector', rows: made.collectors },
    { table: 'quota', rows: made.quotas },
    { table: 'survey_response', rows: made.responses },
    { table: 'answer', rows: made.answers },
  ];
}

function surveyRow(tenant: string, id: string, n: number) {
  const status = cycled(SURVEY_STATUSES, n + 1);
  return {
    id,
    tenant,
    owner_id: cycled([`owner@${tenant}`, `staff@${tenant}`, cycled(TEXTS, n)], n),
    title: n % 3 === 0 ? 'Survey' : `Survey ${cycled(TEXTS, n)}`,
    language: cycled(['en', 'pt-BR', 'zh-Hant'], n),
    status,
    version: 1 + n,
    created_at: instantOf(n),
    updated_at: instantOf((n * 7) % 50),
    opened_at: status === 'draft' ? null : instantOf(n + 1),
    closed_at: status === 'closed' ? '9999-12-31T23:59:59.999Z' : null,
  };
}

/** Pages, questions of every family, collectors, quotas and responses of one survey. */
function fill(made: Made, name: string, surveyId: string, n: number, responses: number): void {
  const questions: {
    readonly id: string;
    readonly family: string;
    readonly choices: string[];
    readonly rows: string[];
  }[] = [];
  for (let page = 0; page < 1 + (n % 3); page += 1) {
    const pageId = idOf('SurveyPage', `${name}/${page}`);
    made.pages.push({
      id: pageId,
      survey_id: surveyId,
      position: page,
      title: cycled(TEXTS, n + page),
      description: page === 0 ? '' : cycled(TEXTS, n + page + 3),
    });
    // The last of several pages has no questions.
    if (page > 0 && page === n % 3) continue;
    for (const [position, [family, subtype]] of FAMILIES.entries()) {
      const id = idOf('Question', `${name}/${page}/${position}`);
      made.questions.push({
        id,
        survey_id: surveyId,
        page_id: pageId,
        position,
        heading: cycled(TEXTS, n + position) || 'Which?',
        family,
        subtype,
        required: position % 2 === 0,
        validation: cycled(VALIDATIONS, n + position),
      });
      const choices = ['single_choice', 'multiple_choice', 'matrix', 'rating'].includes(family) ? 3 + (n % 3) : 0;
      const rows = family === 'matrix' ? 3 : 0;
      const option = (kind: 'choice' | 'row') => (at: number) => {
        const optionId = idOf('QuestionOption', `${id}/${kind}/${at}`);
        made.options.push({
          id: optionId,
          question_id: id,
          kind,
          position: at,
          label: `${at} ${cycled(TEXTS, n + at)}`,
          value: kind === 'row' ? null : cycled(DOUBLES, n + at),
          disqualifies: kind === 'choice' && at === 2,
        });
        return optionId;
      };
      questions.push({ id, family, choices: times(choices, option('choice')), rows: times(rows, option('row')) });
    }
  }
  const collectors = times(1 + (n % 4), (at) => {
    const id = idOf('Collector', `${name}/${at}`);
    made.collectors.push({
      id,
      survey_id: surveyId,
      name: cycled(TEXTS, n + at) || 'Link',
      slug: slugOf(name, at),
      status: at === 1 ? 'closed' : 'open',
      created_at: instantOf(at),
    });
    return id;
  });
  for (const { id: questionId, choices } of questions.slice(0, 2))
    for (const [at, optionId] of choices.slice(0, 2).entries())
      made.quotas.push({
        id: idOf('Quota', optionId),
        survey_id: surveyId,
        question_id: questionId,
        option_id: optionId,
        limit: 10 * (at + 1),
        filled: at * 10,
      });
  for (let at = 0; at < responses; at += 1) {
    const id = idOf('SurveyResponse', `${name}/${at}`);
    const status = cycled(STATUSES, at * 2 + n);
    made.responses.push({
      id,
      survey_id: surveyId,
      collector_id: cycled(collectors, at),
      status,
      version: 1,
      started_at: instantOf(at % 40),
      submitted_at: status === 'in_progress' ? null : instantOf((at % 40) + 1),
    });
    for (const [place, question] of questions.entries())
      if ((place + at) % 4 !== 0) made.answers.push(...answerRows(id, question, at + place));
  }
}

/** The rows of one answer: one for each option or cell, and at least one. */
function answerRows(
  responseId: string,
  {
    id,
    family,
    choices,
    rows,
  }: { readonly id: string; readonly family: string; readonly choices: string[]; readonly rows: string[] },
  n: number,
) {
  const row = (position: number, value: Readonly<Record<string, unknown>>) => ({
    response_id: responseId,
    question_id: id,
    position,
    option_id: null,
    row_id: null,
    number: null,
    text: null,
    moment: null,
    ...value,
  });
  switch (family) {
    case 'matrix':
      // Not in the order of the rows' positions.
      return times(1 + (n % 3), (at) =>
        row(at, { option_id: cycled(choices, n + at), row_id: cycled(rows, n + 2 * at) }),
      );
    case 'open_ended':
      return [row(0, { text: n % 50 === 7 ? LONG_TEXT : cycled(TEXTS, n) })];
    case 'numeric':
      return [row(0, { number: cycled(DOUBLES, n) })];
    case 'datetime':
      return [row(0, { moment: cycled(['2026-01-31', '14:30', '2026-01-31T14:30'], n) })];
    case 'multiple_choice':
      // The later option first: an answer's options come in the order of the question.
      return times(n % 4, (at) => row(at, { option_id: choices[choices.length - 1 - at] })).concat(
        n % 4 === 0 ? [row(0, {})] : [],
      );
    default:
      return [row(0, { option_id: cycled(choices, n) })];
  }
}

/** The slug of a survey's collector. */
export const slugOf = (survey: string, collector: number) => `link_${survey.replace('/', '-')}-${collector}`;
