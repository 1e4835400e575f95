import type { EventData } from '../../contracts/event-types.js';
import type { Answer, FinalStatus, SurveyResponse } from './response.js';

/** The data of a started response's event. */
export function startedEventData({
  id,
  surveyId,
  collectorId,
}: SurveyResponse): EventData<'gateway.response.started.v1'> {
  return { responseId: id, surveyId, collectorId };
}

/** The data of a submitted response's event. It has what analytics counts, and never free text. */
export function submittedEventData(
  response: SurveyResponse,
  status: FinalStatus,
  submittedAt: Date,
  answers: readonly Answer[],
): EventData<'gateway.response.submitted.v1'> {
  return {
    responseId: response.id,
    surveyId: response.surveyId,
    collectorId: response.collectorId,
    status,
    startedAt: response.startedAt.toISOString(),
    submittedAt: submittedAt.toISOString(),
    answeredQuestions: answers.length,
    choices: answers.flatMap((answer) =>
      answer.optionIds.map((optionId) => ({ questionId: answer.questionId, optionId })),
    ),
    answered: answers.map((answer) => answer.questionId),
    cells: answers.flatMap((answer) => answer.cells.map((cell) => ({ questionId: answer.questionId, ...cell }))),
    numbers: answers.flatMap(({ questionId, number }) => (number === null ? [] : [{ questionId, number }])),
  };
}
