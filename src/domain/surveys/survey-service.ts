import type { Clock } from '../../kernel/clock.js';
import { requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Selection } from '../../kernel/selection.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { surveyReader, surveyWriter } from './survey-access.js';
import { byMember, gatewayEvent, type Attribution, type GatewayEvent } from '../../contracts/gateway-event.js';
import type { CommandContext } from '../../kernel/command-context.js';
import type { UnitOfWork } from '../outbox/unit-of-work.js';
import type { Survey, SurveyTree } from './survey.js';
import { createSurveyInput, statusChangeInput, surveyFilterInput, updateSurveyInput } from './survey-inputs.js';
import { requireSurveySize, surveySize } from './content-bounds.js';
import { newPages } from './survey-content.js';
import { SURVEY_LIST } from './survey-list.js';
import { changeStatus, requireDraft, requireVersion } from './survey-lifecycle.js';
import { readableSurvey } from './readable-survey.js';
import type { SurveyReads } from './survey-reads.js';
import type { PartKind, SurveyChanges, SurveyWrites } from './survey-writes.js';

type SurveyUnitOfWork = UnitOfWork<{ readonly surveys: SurveyWrites }>;

/** The dependencies of the survey services. */
export interface SurveyServiceParts {
  readonly reads: SurveyReads;
  readonly unitOfWork: SurveyUnitOfWork;
  readonly clock: Clock;
}

/**
 * Surveys of the viewer's tenant: owner, staff and data read them, the owner writes them. Another tenant's survey is
 * NOT_FOUND. Input is validated here, so both ports refuse the same input with the same codes. A write takes an
 * `expectedVersion` and throws VERSION_CONFLICT when the survey has another version.
 */
export interface SurveyService {
  get(viewer: Viewer, id: string, fields: Selection): Promise<SurveyTree>;
  /** In the order asked for, by default SURVEY_LIST's. */
  list(
    viewer: Viewer,
    filter: unknown,
    page: PageRequest,
    fields: Selection,
    order?: unknown,
  ): Promise<Page<SurveyTree>>;
  count(viewer: Viewer, filter: unknown): Promise<number>;
  /** With its counts, which are at hand. */
  create(viewer: Viewer, input: unknown, command: CommandContext): Promise<SurveyTree>;
  update(viewer: Viewer, input: unknown, command: CommandContext): Promise<Survey>;
  delete(viewer: Viewer, input: unknown, command: CommandContext): Promise<Id>;
  publish(viewer: Viewer, input: unknown, command: CommandContext): Promise<Survey>;
  close(viewer: Viewer, input: unknown, command: CommandContext): Promise<Survey>;
}

/** The tenant's survey, locked. Throws NOT_FOUND. */
export async function lockedSurvey(surveys: SurveyWrites, tenant: string, id: string): Promise<Survey> {
  return requireFound(await surveys.lockSurvey(tenant, requireId('Survey', id)), 'Survey');
}

/** The survey of a part, of this tenant, locked. Throws NOT_FOUND, for the part, also when it is another tenant's. */
export async function lockedSurveyOf(
  surveys: SurveyWrites,
  tenant: string,
  kind: PartKind,
  id: string,
): Promise<Survey> {
  return requireFound(await surveys.lockSurveyOf(tenant, kind, requireId(kind, id)), kind);
}

/** See SurveyService. */
export function createSurveyService({ reads, unitOfWork, clock }: SurveyServiceParts): SurveyService {
  /** Changes the status: locks the survey, checks the caller's version, and appends the event. */
  async function step(
    viewer: Viewer,
    input: unknown,
    command: CommandContext,
    decide: (
      surveys: SurveyWrites,
      before: Survey,
      now: Date,
    ) => Promise<{
      readonly changes: SurveyChanges;
      readonly event: (survey: Survey, by: Attribution) => GatewayEvent;
    }>,
  ): Promise<Survey> {
    const member = surveyWriter(viewer);
    const { id, expectedVersion } = parseInput(statusChangeInput, input);
    const now = clock.now();
    return unitOfWork.run(command, async ({ surveys, outbox }) => {
      const before = await lockedSurvey(surveys, member.tenant, id);
      requireVersion(before, expectedVersion);
      const { changes, event } = await decide(surveys, before, now);
      const survey = await surveys.changeSurvey(before, changes, now);
      await outbox.append([event(survey, byMember(member, now))]);
      return survey;
    });
  }

  return {
    get: (viewer, id, fields) => readableSurvey(reads, viewer, id, fields),

    async list(viewer, filter, page, fields, order) {
      const member = surveyReader(viewer);
      return reads.surveys(
        member.tenant,
        parseInput(surveyFilterInput, filter ?? {}),
        page,
        SURVEY_LIST.parse(order),
        fields,
      );
    },

    async count(viewer, filter) {
      const member = surveyReader(viewer);
      return reads.countSurveys(member.tenant, parseInput(surveyFilterInput, filter ?? {}));
    },

    async create(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { title, language, pages } = parseInput(createSurveyInput, input);
      const questions = pages.flatMap((page) => page.questions);
      requireSurveySize(surveySize(pages, questions));
      const now = clock.now();
      const survey: Survey = {
        id: newId('Survey', now),
        tenant: member.tenant,
        ownerId: member.subject,
        title,
        language,
        status: 'draft',
        version: 1,
        createdAt: now,
        updatedAt: now,
        openedAt: null,
        closedAt: null,
      };
      const content = newPages(survey.id, pages, 0, now);
      return unitOfWork.run(command, async ({ surveys, outbox }) => {
        await surveys.insertSurvey(survey);
        await surveys.insertPages(content.pages);
        await surveys.insertQuestions(content.questions);
        await outbox.append([
          gatewayEvent(
            'gateway.survey.created.v1',
            survey.id,
            { surveyId: survey.id, title, language },
            byMember(member, now),
          ),
        ]);
        return { ...survey, pageCount: content.pages.length, questionCount: content.questions.length };
      });
    },

    async update(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { id, expectedVersion, title, language } = parseInput(updateSurveyInput, input);
      const changes = { ...(title === undefined ? {} : { title }), ...(language === undefined ? {} : { language }) };
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys, outbox }) => {
        const before = await lockedSurvey(surveys, member.tenant, id);
        requireVersion(before, expectedVersion);
        if (Object.keys(changes).length === 0) return before;
        const survey = await surveys.changeSurvey(before, changes, now);
        await outbox.append([
          gatewayEvent(
            'gateway.survey.updated.v1',
            survey.id,
            { surveyId: survey.id, version: survey.version, changed: Object.keys(changes) },
            byMember(member, now),
          ),
        ]);
        return survey;
      });
    },

    async delete(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { id, expectedVersion } = parseInput(statusChangeInput, input);
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys, outbox }) => {
        const survey = await lockedSurvey(surveys, member.tenant, id);
        requireVersion(survey, expectedVersion);
        requireDraft(survey);
        await surveys.deleteSurvey(survey.id);
        await outbox.append([
          gatewayEvent('gateway.survey.deleted.v1', survey.id, { surveyId: survey.id }, byMember(member, now)),
        ]);
        return survey.id;
      });
    },

    publish: (viewer, input, command) =>
      step(viewer, input, command, async (surveys, before, now) => {
        const { questions: questionCount } = await surveys.size(before.id);
        return {
          changes: changeStatus(before, 'open', questionCount, now),
          event: (survey, by) =>
            gatewayEvent(
              'gateway.survey.opened.v1',
              survey.id,
              { surveyId: survey.id, version: survey.version, questionCount },
              by,
            ),
        };
      }),

    close: (viewer, input, command) =>
      step(viewer, input, command, async (_surveys, before, now) => ({
        changes: changeStatus(before, 'closed', 0, now),
        event: (survey, by) =>
          gatewayEvent('gateway.survey.closed.v1', survey.id, { surveyId: survey.id, version: survey.version }, by),
      })),
  };
}
