import type { Answer, AnsweredResponse } from '../../domain/surveys/response.js';

/**
 * The difference of two responses of one respondent: the questions with different answers, and whether the time of
 * submission differs.
 */
interface ResponseDifference {
  readonly questionIds: ReadonlySet<string>;
  readonly submitted: boolean;
}

/** Undefined when the responses are equal. The order of chosen options does not matter. */
export function differenceOf(one: AnsweredResponse, other: AnsweredResponse): ResponseDifference | undefined {
  const [first, second] = [byQuestion(one.answers), byQuestion(other.answers)];
  const questionIds = new Set([...first.keys(), ...second.keys()].filter((id) => first.get(id) !== second.get(id)));
  const submitted = one.response.submittedAt?.getTime() !== other.response.submittedAt?.getTime();
  return questionIds.size === 0 && !submitted ? undefined : { questionIds, submitted };
}

/**
 * For responses with answers in the same order: their texts are equal exactly when differenceOf finds no difference.
 */
export function comparableText({ response, answers }: AnsweredResponse): string {
  return JSON.stringify([response.submittedAt, ...answers.flatMap((answer) => [answer.questionId, said(answer)])]);
}

const byQuestion = (answers: readonly Answer[]) =>
  new Map(answers.map((answer) => [answer.questionId, JSON.stringify(said(answer))]));

function said({ optionIds, cells, text, number, moment }: Answer): readonly unknown[] {
  if (text !== null || number !== null || moment !== null) return [text, number, moment];
  return [[...optionIds].sort(), cells.map(({ rowId, optionId }) => `${rowId} ${optionId}`).sort()];
}
