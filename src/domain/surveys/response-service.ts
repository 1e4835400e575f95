import { DomainError } from '../../kernel/errors.js';
import { newId, requireId } from '../../kernel/ids.js';
import type { Signer } from '../../kernel/signing.js';
import { parseInput } from '../../kernel/validate.js';
import { actorOf, type Viewer } from '../../kernel/viewer.js';
import { gatewayEvent } from '../../events/contracts/gateway-event.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { checkAnswers } from './answer-check.js';
import { submittedEventData } from './response-event.js';
import type { Answer, SurveyResponse } from './response.js';
import { decideSubmission } from './submission.js';
import type { Survey } from './survey.js';
import { saveAnswersInput, submitResponseInput, type AnswerInput } from './survey-inputs.js';
import type { SurveyServiceParts } from './survey-service.js';
import type { SurveyWrites } from './survey-writes.js';
import type { CollectorService } from './collector-service.js';

const TOKEN = 'response';

/** A response just begun, and the token that is the only key to it. */
export interface StartedResponse {
  readonly response: SurveyResponse;
  readonly responseToken: string;
}

/**
 * What respondents do. Anyone with an open collector's link may start; from then on the token proves it is the same person,
 * without accounts. A wrong token looks like a response that does not exist.
 */
export interface ResponseService {
  start(viewer: Viewer, slug: string, command: CommandContext): Promise<StartedResponse>;
  /** Throws INVALID_ANSWER for an answer that does not fit its question, INVALID_STATE once the response has ended. */
  saveAnswers(viewer: Viewer, input: unknown, command: CommandContext): Promise<SurveyResponse>;
  /** Ends the response as decideSubmission says; its answers, quotas and event commit together. */
  submit(viewer: Viewer, input: unknown, command: CommandContext): Promise<SurveyResponse>;
  /** A response: for members of its tenant by id, for its respondent with the token. */
  get(viewer: Viewer, id: string, responseToken: string | null | undefined): Promise<SurveyResponse>;
}

/** See ResponseService. */
export function createResponseService(parts: SurveyServiceParts & { readonly signer: Signer; readonly collectors: CollectorService }): ResponseService {
  const { reads, unitOfWork, clock, signer, collectors } = parts;
  const notFound = () => new DomainError('NOT_FOUND', 'There is no SurveyResponse with this id and token.');
  const opens = (token: string | null | undefined, id: string) => typeof token === 'string' && signer.open(TOKEN, token) === id;

  async function locked(surveys: SurveyWrites, id: string, token: string): Promise<{ response: SurveyResponse; survey: Survey }> {
    const responseId = requireId('SurveyResponse', id);
    const response = opens(token, responseId) ? await surveys.lockResponse(responseId) : undefined;
    if (response === undefined) throw notFound();
    if (response.status !== 'in_progress') throw new DomainError('INVALID_STATE', 'The response has ended.', { status: response.status });
    const survey = (await reads.surveysByIds([response.surveyId], {})).get(response.surveyId);
    if (survey?.status !== 'open') throw new DomainError('INVALID_STATE', 'The survey does not take responses.', { status: survey?.status });
    return { response, survey };
  }

  return {
    async start(viewer, slug, command) {
      const { collector, survey } = await collectors.bySlug(slug);
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys, outbox }) => {
        const response: SurveyResponse = {
          id: newId('SurveyResponse', now), surveyId: survey.id, collectorId: collector.id, status: 'in_progress', startedAt: now, submittedAt: null,
        };
        await surveys.insertResponse(response);
        await outbox.append([
          gatewayEvent(
            'gateway.response.started.v1', response.id,
            { responseId: response.id, surveyId: survey.id, collectorId: collector.id },
            { tenant: survey.tenant, actor: actorOf(viewer), now },
          ),
        ]);
        return { response, responseToken: signer.seal(TOKEN, response.id) };
      });
    },

    async saveAnswers(_viewer, input, command) {
      const { responseId, responseToken, answers } = parseInput(saveAnswersInput, input);
      return unitOfWork.run(command, async ({ surveys }) => {
        const { response } = await locked(surveys, responseId, responseToken);
        const given = answers.map(toAnswer);
        checkAnswers(await surveys.questions(response.surveyId), given);
        await surveys.putAnswers(response.id, given);
        return response;
      });
    },

    async submit(viewer, input, command) {
      const { responseId, responseToken, answers, partial } = parseInput(submitResponseInput, input);
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys, outbox }) => {
        const { response, survey } = await locked(surveys, responseId, responseToken);
        const questions = await surveys.questions(survey.id);
        const given = answers.map(toAnswer);
        checkAnswers(questions, given);
        const replaced = new Set(given.map((answer) => answer.questionId));
        const all = [...(await surveys.answers(response.id)).filter((answer) => !replaced.has(answer.questionId)), ...given];
        const decision = decideSubmission(questions, all, await surveys.lockQuotas(all.flatMap((answer) => answer.optionIds)), partial);
        const ended: SurveyResponse = { ...response, status: decision.status, submittedAt: now };
        await surveys.putAnswers(response.id, given);
        await surveys.fillQuotas(decision.filledQuotaIds);
        await surveys.endResponse(ended);
        await outbox.append([
          gatewayEvent(
            'gateway.response.submitted.v1', response.id,
            submittedEventData(ended, decision.status, now, all),
            { tenant: survey.tenant, actor: actorOf(viewer), now },
          ),
        ]);
        return ended;
      });
    },

    async get(viewer, id, responseToken) {
      const responseId = requireId('SurveyResponse', id);
      const response = (await reads.responsesByIds([responseId])).get(responseId);
      if (response === undefined) throw notFound();
      if (opens(responseToken, responseId)) return response;
      const survey = viewer.role === 'anonymous' ? undefined : await reads.survey(viewer.tenant, response.surveyId, {});
      if (survey === undefined) throw notFound();
      return response;
    },
  };
}

function toAnswer(input: AnswerInput): Answer {
  return {
    ...input,
    questionId: input.questionId.toLowerCase(),
    optionIds: input.optionIds.map((id) => id.toLowerCase()),
    cells: input.cells.map((cell) => ({ rowId: cell.rowId.toLowerCase(), optionId: cell.optionId.toLowerCase() })),
  };
}
