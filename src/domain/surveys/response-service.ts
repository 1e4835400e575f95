import { DomainError, notFound } from '../../kernel/errors.js';
import { newId, requireId } from '../../kernel/ids.js';
import type { Signer } from '../../kernel/signing.js';
import { parseInput } from '../../kernel/validate.js';
import { actorOf, type Viewer } from '../../kernel/viewer.js';
import { gatewayEvent } from '../../contracts/gateway-event.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { checkAnswers } from './answer-check.js';
import { answersSize, requireBulkSize, requireResponseSize } from './content-bounds.js';
import { startedEventData, submittedEventData } from './response-event.js';
import type { Answer, SurveyResponse } from './response.js';
import {
  checkResponses,
  decideResponses,
  decideSubmission,
  type AddResponseIndex,
  type SubmittedResponse,
} from './submission.js';
import {
  respondAllInput,
  respondInput,
  saveAnswersInput,
  submitResponseInput,
  type AnswerInput,
  type RespondInput,
} from './survey-inputs.js';
import type { SurveyServiceParts } from './survey-service.js';
import type { LockedResponse, SurveyWrites } from './survey-writes.js';
import { isSlug, requireOpenCollector } from './collector-service.js';
import { surveyTenant } from './survey-access.js';

const TOKEN = 'response';

/** A new response, and the token that is the only key to it. */
export interface StartedResponse {
  readonly response: SurveyResponse;
  readonly responseToken: string;
}

/**
 * The operations of respondents. Anyone with an open collector's link may start. From then on the token proves that it
 * is the same person, without an account. For a wrong token the response does not exist.
 */
export interface ResponseService {
  start(viewer: Viewer, slug: string, command: CommandContext): Promise<StartedResponse>;
  /** Throws INVALID_ANSWER for an answer that does not fit its question, INVALID_STATE once the response has ended. */
  saveAnswers(viewer: Viewer, input: unknown, command: CommandContext): Promise<SurveyResponse>;
  /** Ends the response as decideSubmission says; its answers, quotas and event commit together. */
  submit(viewer: Viewer, input: unknown, command: CommandContext): Promise<SurveyResponse>;
  /** Begins a response and ends it at once. Throws as saveAnswers and submit do. */
  respond(viewer: Viewer, slug: string, input: unknown, command: CommandContext): Promise<SurveyResponse>;
  /**
   * The same for many, all or none, as if one came after the other: a quota that one fills is full for the next.
   * Resolves to them in order; the details of an INVALID_ANSWER have the `index` of its response. A bounded number of
   * statements, whatever their number.
   */
  respondAll(viewer: Viewer, slug: string, input: unknown, command: CommandContext): Promise<readonly SurveyResponse[]>;
  /** A response: for members of its tenant by id, for its respondent with the token. */
  get(viewer: Viewer, id: string, responseToken: string | null | undefined): Promise<SurveyResponse>;
}

/** See ResponseService. */
export function createResponseService({
  reads,
  unitOfWork,
  clock,
  signer,
}: SurveyServiceParts & { readonly signer: Signer }): ResponseService {
  const unknown = () => notFound('SurveyResponse', 'with this ID and token');
  const opens = (token: string | null | undefined, id: string) =>
    typeof token === 'string' && signer.open(TOKEN, token) === id;

  async function locked(surveys: SurveyWrites, id: string, token: string): Promise<LockedResponse> {
    const responseId = requireId('SurveyResponse', id);
    const found = opens(token, responseId) ? await surveys.lockResponse(responseId) : undefined;
    if (found === undefined) throw unknown();
    if (found.response.status !== 'in_progress')
      throw new DomainError('INVALID_STATE', 'The response has ended.', { status: found.response.status });
    if (found.surveyStatus !== 'open')
      throw new DomainError('INVALID_STATE', 'The survey does not take responses.', { status: found.surveyStatus });
    return found;
  }

  /** One transaction for whole responses through a collector. `addIndex` says which of them an error is about. */
  function respondTo(
    viewer: Viewer,
    slug: string,
    inputs: readonly RespondInput[],
    command: CommandContext,
    addIndex: AddResponseIndex,
  ): Promise<readonly SurveyResponse[]> {
    requireBulkSize(inputs.map(({ answers }) => answersSize(answers)));
    const now = clock.now();
    return unitOfWork.run(command, async ({ surveys, outbox }) => {
      const given = inputs.map((input) => ({ answers: input.answers.map(toAnswer), partial: input.partial }));
      // Read in the transaction: a read of its own would need a second connection while it holds one, and a pool of
      // waiting holders stands still.
      const found = isSlug(slug) ? await surveys.surveyToAnswer(slug, optionsChosen(given)) : undefined;
      const { collector, survey } = requireOpenCollector(found?.collector, found?.survey);
      const { questions = [], quotas = [] } = found ?? {};
      checkResponses(questions, given, addIndex);
      const ended = decideResponses(questions, given, quotas, addIndex);
      const responses = ended.map(({ status, answers }) => ({
        response: {
          id: newId('SurveyResponse', now),
          surveyId: survey.id,
          collectorId: collector.id,
          status,
          startedAt: now,
          submittedAt: now,
        },
        status,
        answers,
      }));
      await surveys.insertEndedResponses(responses);
      await surveys.fillQuotas(ended.flatMap(({ filledQuotaIds }) => filledQuotaIds));
      const by = { tenant: survey.tenant, actor: actorOf(viewer), now };
      await outbox.append(
        responses.flatMap(({ response, status, answers }) => [
          gatewayEvent('gateway.response.started.v1', response.id, startedEventData(response), by),
          gatewayEvent(
            'gateway.response.submitted.v1',
            response.id,
            submittedEventData(response, status, now, answers),
            by,
          ),
        ]),
      );
      return responses.map(({ response }) => response);
    });
  }

  return {
    async respond(viewer, slug, input, command) {
      const [response] = await respondTo(viewer, slug, [parseInput(respondInput, input)], command, (error) => error);
      return response as SurveyResponse;
    },

    async respondAll(viewer, slug, input, command) {
      const { responses } = parseInput(respondAllInput, input);
      return respondTo(viewer, slug, responses, command, inResponse);
    },

    async start(viewer, slug, command) {
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys, outbox }) => {
        const found = isSlug(slug) ? await surveys.openLink(slug) : undefined;
        const { collector, survey } = requireOpenCollector(found?.collector, found?.survey);
        const response: SurveyResponse = {
          id: newId('SurveyResponse', now),
          surveyId: survey.id,
          collectorId: collector.id,
          status: 'in_progress',
          startedAt: now,
          submittedAt: null,
        };
        await surveys.insertResponse(response);
        await outbox.append([
          gatewayEvent('gateway.response.started.v1', response.id, startedEventData(response), {
            tenant: survey.tenant,
            actor: actorOf(viewer),
            now,
          }),
        ]);
        return { response, responseToken: signer.seal(TOKEN, response.id) };
      });
    },

    async saveAnswers(_viewer, input, command) {
      const { responseId, responseToken, answers } = parseInput(saveAnswersInput, input);
      requireResponseSize(answersSize(answers));
      return unitOfWork.run(command, async ({ surveys }) => {
        const { response, questions } = await locked(surveys, responseId, responseToken);
        const given = answers.map(toAnswer);
        checkAnswers(questions, given);
        // Under the response's lock: its answers may come in any number of parts.
        const { kept, isAnswered } = await surveys.answersSize(
          response.id,
          given.map((answer) => answer.questionId),
        );
        requireResponseSize(answersSize(given), kept);
        await surveys.putAnswers(response.id, given, isAnswered);
        return response;
      });
    },

    async submit(viewer, input, command) {
      const { responseId, responseToken, answers, partial } = parseInput(submitResponseInput, input);
      requireResponseSize(answersSize(answers));
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys, outbox }) => {
        const { response, tenant, questions } = await locked(surveys, responseId, responseToken);
        const given = answers.map(toAnswer);
        checkAnswers(questions, given);
        const before = await surveys.answers(response.id);
        const replaced = new Set(given.map((answer) => answer.questionId));
        const kept = before.filter((answer) => !replaced.has(answer.questionId));
        requireResponseSize(answersSize(given), answersSize(kept));
        const all = [...kept, ...given];
        const decision = decideSubmission(
          questions,
          all,
          await surveys.lockQuotas(all.flatMap((answer) => answer.optionIds)),
          partial,
        );
        // Another gateway, whose clock is ahead, may have started the response.
        const submittedAt = response.startedAt > now ? response.startedAt : now;
        const ended: SurveyResponse = { ...response, status: decision.status, submittedAt };
        await surveys.putAnswers(response.id, given, kept.length < before.length);
        await surveys.fillQuotas(decision.filledQuotaIds);
        await surveys.endResponse(ended);
        await outbox.append([
          gatewayEvent(
            'gateway.response.submitted.v1',
            response.id,
            submittedEventData(ended, decision.status, submittedAt, all),
            { tenant, actor: actorOf(viewer), now },
          ),
        ]);
        return ended;
      });
    },

    async get(viewer, id, responseToken) {
      const responseId = requireId('SurveyResponse', id);
      const response = (await reads.responsesByIds([responseId])).get(responseId);
      if (response === undefined) throw unknown();
      if (opens(responseToken, responseId)) return response;
      const tenant = surveyTenant(viewer);
      const survey = tenant === undefined ? undefined : await reads.survey(tenant, response.surveyId, {});
      if (survey === undefined) throw unknown();
      return response;
    },
  };
}

/** Says in which of many responses an answer is wrong. */
function inResponse(error: unknown, index: number): unknown {
  if (!(error instanceof DomainError) || error.code !== 'INVALID_ANSWER') return error;
  return new DomainError(error.code, `Response ${index}: ${error.message}`, { ...error.details, index });
}

const optionsChosen = (responses: readonly SubmittedResponse[]) => [
  ...new Set(responses.flatMap(({ answers }) => answers.flatMap((answer) => answer.optionIds))),
];

function toAnswer(input: AnswerInput): Answer {
  return {
    ...input,
    questionId: input.questionId.toLowerCase(),
    optionIds: input.optionIds.map((id) => id.toLowerCase()),
    cells: input.cells.map((cell) => ({ rowId: cell.rowId.toLowerCase(), optionId: cell.optionId.toLowerCase() })),
  };
}
