import { idForName, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import { requireSurveySize, surveySize } from '../../domain/surveys/content-bounds.js';
import { checkCodebook } from './codebook-checks.js';
import { codebookParts, type Codebook, type CodebookQuestion, type ColumnRef } from './codebook-parts.js';
import { columnKey, columnsOf } from './column-refs.js';
import type { Question, QuestionOption, SurveyPage } from '../../domain/surveys/survey.js';
import { createSurveyInput, type QuestionInput } from '../../domain/surveys/survey-inputs.js';

export type { Codebook } from './codebook-parts.js';

/**
 * A codebook says how the columns of a CSV answer the questions of a survey; docs/codebook.md describes it. `key` names
 * the import: the same key always means the same survey, questions and responses. So a second run finds those of the
 * first.
 */
export const codebookSchema = codebookParts.superRefine((codebook, context) => {
  for (const { path, message } of checkCodebook(codebook))
    context.addIssue({ code: 'custom', path: [...path], message });
});

/** A question with the rules that map cells to its answer. */
export interface ImportedQuestion {
  readonly spec: CodebookQuestion;
  readonly question: Question;
  readonly optionIdByCode: ReadonlyMap<string, Id>;
  /** Questions for free text beside options, with their columns and the options that the texts choose. */
  readonly texts: readonly { readonly column: ColumnRef; readonly optionId: Id; readonly question: Question }[];
}

export interface ImportedSurvey {
  readonly surveyId: Id;
  readonly collectorId: Id;
  readonly title: string;
  readonly language: string;
  readonly pages: readonly SurveyPage[];
  readonly questions: readonly ImportedQuestion[];
  /** All questions in order: those of `questions` with those for their options' texts. */
  readonly allQuestions: readonly Question[];
}

/**
 * The survey that a codebook describes. Its ids depend on tenant and key alone. Throws BAD_INPUT and LIMIT_EXCEEDED in
 * the same cases as createSurvey.
 */
export function surveyOfCodebook(tenant: string, codebook: Codebook): ImportedSurvey {
  const surveyId = idForName('Survey', `${tenant}/${codebook.key}`);
  const checked = parseInput(createSurveyInput, {
    title: codebook.title,
    language: codebook.language,
    pages: codebook.pages.map((page) => ({
      ...page,
      questions: page.questions.flatMap((spec) => [questionInput(spec), ...textInputs(spec)]),
    })),
  });
  const pages: SurveyPage[] = [];
  const questions: ImportedQuestion[] = [];
  const ids = new Set<Id>();
  // The joined names of several columns can equal the name of another column. The position then makes the id unique.
  const newQuestionId = (name: string): Id => {
    const id = idForName('Question', `${surveyId}/${name}`);
    if (ids.has(id)) return newQuestionId(`${name}\n`);
    ids.add(id);
    return id;
  };
  checked.pages.forEach((page, pageIndex) => {
    const pageId = idForName('SurveyPage', `${surveyId}/${pageIndex}`);
    pages.push({ id: pageId, surveyId, position: pageIndex, title: page.title, description: page.description });
    let position = 0;
    const next = (name: string) => {
      const input = page.questions[position] as QuestionInput;
      return questionOf(input, { id: newQuestionId(name), surveyId, pageId, position: position++ });
    };
    for (const spec of (codebook.pages[pageIndex] as Codebook['pages'][number]).questions) {
      const question = next(nameOf(spec));
      const options = 'options' in spec ? spec.options : [];
      const idOf = (index: number) => question.options[index]?.id as Id;
      questions.push({
        spec,
        question,
        optionIdByCode: new Map(
          options.flatMap(({ code }, index) => (code === undefined ? [] : [[code, idOf(index)] as const])),
        ),
        texts: options.flatMap(({ textColumn }, index) =>
          textColumn === undefined
            ? []
            : [{ column: textColumn, optionId: idOf(index), question: next(`text/${columnKey(textColumn)}`) }],
        ),
      });
    }
  });
  const allQuestions = questions.flatMap(({ question, texts }) => [question, ...texts.map((text) => text.question)]);
  requireSurveySize(surveySize(pages, allQuestions));
  return {
    surveyId,
    collectorId: idForName('Collector', surveyId),
    title: checked.title,
    language: checked.language,
    pages,
    questions,
    allQuestions,
  };
}

/** The name of a question within its survey, the same in every run. */
function nameOf(spec: CodebookQuestion): string {
  const refs = 'column' in spec && spec.column !== undefined ? [spec.column] : columnsOf(spec).map(({ ref }) => ref);
  return refs.map(columnKey).join(',');
}

function questionOf(
  { heading, family, subtype, required, validation, options, rows }: QuestionInput,
  place: Pick<Question, 'id' | 'surveyId' | 'pageId' | 'position'>,
): Question {
  const numbered = (kind: string, items: typeof options): QuestionOption[] =>
    items.map((item, index) => ({
      id: idForName('QuestionOption', `${place.id}/${kind}/${index}`),
      position: index,
      label: item.label,
      value: item.value ?? null,
      disqualifies: item.disqualifies,
    }));
  return {
    ...place,
    heading,
    family,
    subtype,
    required,
    validation: validation === undefined || Object.keys(validation).length === 0 ? null : validation,
    options: numbered('choice', options),
    rows: numbered('row', rows),
  };
}

function questionInput(spec: CodebookQuestion) {
  const options =
    'options' in spec ? spec.options.map(({ label, value, disqualifies }) => ({ label, value, disqualifies })) : [];
  const rows = 'rows' in spec ? spec.rows.map(({ label }) => ({ label })) : [];
  const { heading, family, subtype, required, validation } = spec;
  return { heading, family, subtype, required, validation, options, rows };
}

function textInputs(spec: CodebookQuestion) {
  if (!('options' in spec)) return [];
  return spec.options.flatMap(({ label, textColumn, textHeading }) =>
    textColumn === undefined
      ? []
      : [{ heading: textHeading ?? `${spec.heading} (${label})`, family: 'open_ended', subtype: 'essay' }],
  );
}
