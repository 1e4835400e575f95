import { newId, type Id } from '../../kernel/ids.js';
import type { Question, QuestionOption, SurveyPage } from './survey.js';
import type { PageInput, QuestionInput } from './survey-inputs.js';

/** New pages of a survey and their questions, positions counting from `firstPosition`. */
export function newPages(surveyId: Id, inputs: readonly PageInput[], firstPosition: number, now: Date): { pages: SurveyPage[]; questions: Question[] } {
  const pages: SurveyPage[] = [];
  const questions: Question[] = [];
  inputs.forEach((input, index) => {
    const page = { id: newId('SurveyPage', now), surveyId, position: firstPosition + index, title: input.title, description: input.description };
    pages.push(page);
    input.questions.forEach((question, position) => {
      questions.push(newQuestion({ id: newId('Question', now), surveyId, pageId: page.id, position }, question, now));
    });
  });
  return { pages, questions };
}

/** A question with new ids for its options and rows. */
export function newQuestion(place: Pick<Question, 'id' | 'surveyId' | 'pageId' | 'position'>, input: QuestionInput, now: Date): Question {
  const numbered = (options: QuestionInput['options']): QuestionOption[] =>
    options.map((option, position) => ({
      id: newId('QuestionOption', now), position, label: option.label, value: option.value ?? null, disqualifies: option.disqualifies,
    }));
  return {
    ...place,
    heading: input.heading, family: input.family, subtype: input.subtype, required: input.required,
    validation: input.validation === undefined || Object.keys(input.validation).length === 0 ? null : input.validation,
    options: numbered(input.options), rows: numbered(input.rows),
  };
}

/** `ids` with `id` at `position` (the end when past it), whether it was among them before or not. */
export function placed(ids: readonly Id[], id: Id, position: number | undefined): Id[] {
  const others = ids.filter((other) => other !== id);
  const at = position ?? (ids.includes(id) ? ids.indexOf(id) : others.length);
  return [...others.slice(0, at), id, ...others.slice(at)];
}
