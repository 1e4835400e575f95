import { newId, type Id } from '../../kernel/ids.js';
import type { Question, QuestionOption, SurveyPage } from './survey.js';
import type { PageInput, QuestionInput } from './survey-inputs.js';

/** New pages of a survey and their questions, positions counting from `firstPosition`. */
export function newPages(
  surveyId: Id,
  inputs: readonly PageInput[],
  firstPosition: number,
  now: Date,
): { pages: SurveyPage[]; questions: Question[] } {
  const pages: SurveyPage[] = [];
  const questions: Question[] = [];
  inputs.forEach((input, index) => {
    const page = {
      id: newId('SurveyPage', now),
      surveyId,
      position: firstPosition + index,
      title: input.title,
      description: input.description,
    };
    pages.push(page);
    input.questions.forEach((question, position) => {
      questions.push(newQuestion({ id: newId('Question', now), surveyId, pageId: page.id, position }, question, now));
    });
  });
  return { pages, questions };
}

/**
 * The question that `input` makes in a place, or of the one that is there: an option or row with the label of one
 * before is still that one, and keeps its id; the others get new ones.
 */
export function newQuestion(
  before: Pick<Question, 'id' | 'surveyId' | 'pageId' | 'position'> & Partial<Pick<Question, 'options' | 'rows'>>,
  input: QuestionInput,
  now: Date,
): Question {
  const { options: optionsBefore = [], rows: rowsBefore = [], ...place } = before;
  const numbered = (options: QuestionInput['options'], earlier: readonly QuestionOption[]): QuestionOption[] => {
    const kept = [...earlier];
    return options.map((option, position) => {
      const at = kept.findIndex(({ label }) => label === option.label);
      const [same] = at === -1 ? [] : kept.splice(at, 1);
      return {
        id: same?.id ?? newId('QuestionOption', now),
        position,
        label: option.label,
        value: option.value ?? null,
        disqualifies: option.disqualifies,
      };
    });
  };
  return {
    ...place,
    heading: input.heading,
    family: input.family,
    subtype: input.subtype,
    required: input.required,
    validation: input.validation === undefined || Object.keys(input.validation).length === 0 ? null : input.validation,
    options: numbered(input.options, optionsBefore),
    rows: numbered(input.rows, rowsBefore),
  };
}

/** A question's content as questionInput takes it. */
export function questionContentOf({ heading, family, subtype, required, validation, options, rows }: Question) {
  const given = (items: readonly QuestionOption[]) =>
    items.map(({ label, value, disqualifies }) => ({ label, value, disqualifies }));
  return { heading, family, subtype, required, validation, options: given(options), rows: given(rows) };
}
export type QuestionContent = ReturnType<typeof questionContentOf>;

/**
 * `ids` with `id` at `position`, whether or not it was in the list before. A position past the end is the end. Without
 * a position, `id` keeps its place or is added at the end.
 */
export function moveToPosition(ids: readonly Id[], id: Id, position: number | undefined): Id[] {
  const others = ids.filter((other) => other !== id);
  const at = position ?? (ids.includes(id) ? ids.indexOf(id) : others.length);
  return [...others.slice(0, at), id, ...others.slice(at)];
}
