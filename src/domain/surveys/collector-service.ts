import { randomBytes } from 'node:crypto';
import { DomainError, notFound, requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { surveyWriter } from './survey-access.js';
import { requireRoom } from './content-bounds.js';
import type { Collector, Quota, Survey } from './survey.js';
import { createCollectorInput, setQuotaInput } from './survey-inputs.js';
import { lockedSurvey, lockedSurveyOf, type SurveyServiceParts } from './survey-service.js';

/**
 * Collectors and quotas of the viewer's surveys. The tenant's owner writes, owner, staff and data read; a collector's
 * link is open to everyone.
 */
export interface CollectorService {
  /** The collector of a link, and its survey. Throws NOT_FOUND unless both are open, as for an unknown link. */
  bySlug(slug: string): Promise<{ readonly collector: Collector; readonly survey: Survey }>;
  create(viewer: Viewer, input: unknown, command: CommandContext): Promise<Collector>;
  close(viewer: Viewer, id: string, command: CommandContext): Promise<Collector>;
  /** With `onlyIfAbsent`, throws VERSION_CONFLICT when the option has a quota. */
  setQuota(
    viewer: Viewer,
    input: unknown,
    command: CommandContext,
    condition?: { readonly onlyIfAbsent?: boolean },
  ): Promise<Quota>;
  deleteQuota(viewer: Viewer, id: string, command: CommandContext): Promise<Id>;
}

/**
 * Whether a text has the form of a link's slug. Another text has no collector, and the database may refuse to compare
 * it.
 */
export const isSlug = (text: string) => /^[\w-]{1,100}$/.test(text);

/** The open collector of a link and its open survey. Throws NOT_FOUND otherwise, as for an unknown link. */
export function requireOpenCollector(
  collector: Collector | undefined,
  survey: Survey | undefined,
): { readonly collector: Collector; readonly survey: Survey } {
  if (collector?.status !== 'open' || survey?.status !== 'open') throw notFound('open Collector', 'with this link');
  return { collector, survey };
}

/** See CollectorService. */
export function createCollectorService({ reads, unitOfWork, clock }: SurveyServiceParts): CollectorService {
  return {
    async bySlug(slug) {
      const collector = isSlug(slug) ? await reads.collectorBySlug(slug) : undefined;
      const survey = collector && (await reads.surveysByIds([collector.surveyId], {})).get(collector.surveyId);
      return requireOpenCollector(collector, survey);
    },

    async create(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { surveyId, name } = parseInput(createCollectorInput, input);
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys }) => {
        const survey = await lockedSurvey(surveys, member.tenant, surveyId);
        if (survey.status === 'closed')
          throw new DomainError('INVALID_STATE', 'A closed survey takes no new collectors.', { status: survey.status });
        requireRoom('collectors', await surveys.countCollectors(survey.id));
        // 96 random bits: a link is guessed no sooner than a key.
        const slug = randomBytes(12).toString('base64url');
        const collector: Collector = {
          id: newId('Collector', now),
          surveyId: survey.id,
          name,
          slug,
          status: 'open',
          createdAt: now,
        };
        await surveys.insertCollector(collector);
        return collector;
      });
    },

    async close(viewer, id, command) {
      const member = surveyWriter(viewer);
      const collectorId = requireId('Collector', id);
      return unitOfWork.run(command, async ({ surveys }) => {
        await lockedSurveyOf(surveys, member.tenant, 'Collector', collectorId);
        return requireFound(await surveys.closeCollector(collectorId), 'Collector');
      });
    },

    async setQuota(viewer, input, command, { onlyIfAbsent = false } = {}) {
      const member = surveyWriter(viewer);
      const { questionId: question, optionId: option, limit } = parseInput(setQuotaInput, input);
      const questionId = requireId('Question', question);
      const optionId = requireId('QuestionOption', option);
      const now = clock.now();
      return unitOfWork.run(command, async ({ surveys }) => {
        const survey = await lockedSurveyOf(surveys, member.tenant, 'Question', questionId);
        const target = (await surveys.questions(survey.id)).find((candidate) => candidate.id === questionId);
        const chosen =
          target?.family === 'matrix' ? undefined : target?.options.find((candidate) => candidate.id === optionId);
        if (chosen === undefined)
          throw new DomainError('BAD_INPUT', 'optionId must be a choice of the question.', { argument: 'optionId' });
        // The survey's row is locked: nobody makes the quota between this and the next statement.
        if (onlyIfAbsent && (await surveys.lockQuotas([optionId])).length > 0)
          throw new DomainError('VERSION_CONFLICT', 'The option already has a quota.');
        requireRoom('quotas', await surveys.countQuotas(survey.id, optionId));
        return surveys.setQuota({ id: newId('Quota', now), surveyId: survey.id, questionId, optionId, limit });
      });
    },

    async deleteQuota(viewer, id, command) {
      const member = surveyWriter(viewer);
      const quotaId = requireId('Quota', id);
      return unitOfWork.run(command, async ({ surveys }) => {
        await lockedSurveyOf(surveys, member.tenant, 'Quota', quotaId);
        await surveys.deleteQuota(quotaId);
        return quotaId;
      });
    },
  };
}
