import type { MatrixCell } from '../../domain/surveys/response.js';
import type { Question } from '../../domain/surveys/survey.js';

/** A chosen matrix cell with the question whose row and column it names. */
export interface AnswerCell extends MatrixCell {
  readonly question: Question;
}
