import type { z } from 'zod';
import { DomainError, requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Member, Viewer } from '../../kernel/viewer.js';
import { surveyWriter } from './survey-access.js';
import { byMember, gatewayEvent } from '../../contracts/gateway-event.js';
import type { CommandContext } from '../../kernel/command-context.js';
import type { Question, Survey, SurveyPage } from './survey.js';
import { requireSurveySize } from './content-bounds.js';
import { questionContentOf, newQuestion, moveToPosition, type QuestionContent } from './survey-content.js';
import {
  addPageInput,
  addQuestionInput,
  deletePartInput,
  LIMITS,
  questionInput,
  updatePageInput,
  updateQuestionInput,
  type QuestionInput,
} from './survey-inputs.js';
import { requireDraft, requireVersion } from './survey-lifecycle.js';
import { lockedSurvey, lockedSurveyOf, type SurveyServiceParts } from './survey-service.js';
import type { SurveyWrites } from './survey-writes.js';

/** The result of a change of the content, and the survey with its new version. */
interface Changed<T> {
  readonly survey: Survey;
  readonly value: T;
}

/**
 * Edits the pages and questions of a draft (owner). Each change bumps the survey's version; INVALID_STATE once it is
 * published. An `expectedVersion` is the survey's: VERSION_CONFLICT when it has another by then.
 */
export interface ContentService {
  addPage(viewer: Viewer, input: unknown, command: CommandContext): Promise<Changed<SurveyPage>>;
  updatePage(viewer: Viewer, input: unknown, command: CommandContext): Promise<Changed<SurveyPage>>;
  deletePage(viewer: Viewer, input: unknown, command: CommandContext): Promise<Changed<Id>>;
  addQuestion(viewer: Viewer, input: unknown, command: CommandContext): Promise<Changed<Question>>;
  updateQuestion(viewer: Viewer, input: unknown, command: CommandContext): Promise<Changed<Question>>;
  /**
   * The same with the content that `change` makes of the present one, which nobody else changes meanwhile. May be
   * called more than once.
   */
  changeQuestion(
    viewer: Viewer,
    input: unknown,
    change: (content: QuestionContent) => unknown,
    command: CommandContext,
  ): Promise<Changed<Question>>;
  deleteQuestion(viewer: Viewer, input: unknown, command: CommandContext): Promise<Changed<Id>>;
}

const changeQuestionInput = updateQuestionInput.omit({ question: true });

/** See ContentService. */
export function createContentService({ unitOfWork, clock }: SurveyServiceParts): ContentService {
  /**
   * Runs one edit: locks the draft, checks the caller's version, changes the content by `edit`, increments the version
   * and appends the event.
   */
  async function editDraft<T>(
    member: Member,
    command: CommandContext,
    expectedVersion: number | undefined,
    draftIn: (surveys: SurveyWrites, tenant: string) => Promise<Survey>,
    edit: (surveys: SurveyWrites, survey: Survey, now: Date) => Promise<T>,
  ): Promise<Changed<T>> {
    const now = clock.now();
    return unitOfWork.run(command, async ({ surveys, outbox }) => {
      const draft = await draftIn(surveys, member.tenant);
      requireVersion(draft, expectedVersion);
      requireDraft(draft);
      const value = await edit(surveys, draft, now);
      // Under the survey's lock, so that no two edits can each find room for the last of it.
      requireSurveySize(await surveys.size(draft.id));
      const survey = await surveys.changeSurvey(draft, {}, now);
      await outbox.append([
        gatewayEvent(
          'gateway.survey.updated.v1',
          survey.id,
          { surveyId: survey.id, version: survey.version, changed: ['content'] },
          byMember(member, now),
        ),
      ]);
      return { survey, value };
    });
  }

  function replaceQuestion(
    member: Member,
    { id, position, expectedVersion }: z.output<typeof changeQuestionInput>,
    contentFor: (before: Question) => QuestionInput,
    command: CommandContext,
  ): Promise<Changed<Question>> {
    const questionId = requireId('Question', id);
    return editDraft(member, command, expectedVersion, surveyOfQuestion(questionId), async (surveys, survey, now) => {
      const all = await surveys.questions(survey.id);
      const before = requireFound(
        all.find((question) => question.id === questionId),
        'Question',
      );
      const question = newQuestion(before, contentFor(before), now);
      await surveys.replaceQuestion(question);
      return orderQuestions(
        surveys,
        all.filter((other) => other.pageId === before.pageId),
        question,
        position,
      );
    });
  }

  return {
    async addPage(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { surveyId, position, title = '', description = '', expectedVersion } = parseInput(addPageInput, input);
      return editDraft(
        member,
        command,
        expectedVersion,
        (surveys, tenant) => lockedSurvey(surveys, tenant, surveyId),
        async (surveys, survey, now) => {
          const pages = await surveys.pages(survey.id);
          if (pages.length >= LIMITS.pages)
            throw new DomainError('LIMIT_EXCEEDED', `A survey has at most ${LIMITS.pages} pages.`);
          const page = {
            id: newId('SurveyPage', now),
            surveyId: survey.id,
            position: pages.length,
            title,
            description,
          };
          await surveys.insertPages([page]);
          return orderPages(surveys, [...pages, page], page.id, position ?? pages.length);
        },
      );
    },

    async updatePage(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { id, position, expectedVersion, ...changes } = parseInput(updatePageInput, input);
      const pageId = requireId('SurveyPage', id);
      return editDraft(member, command, expectedVersion, surveyOfPage(pageId), async (surveys, survey) => {
        await surveys.updatePage(
          pageId,
          Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
        );
        return orderPages(surveys, await surveys.pages(survey.id), pageId, position);
      });
    },

    async deletePage(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { id, expectedVersion } = parseInput(deletePartInput, input);
      const pageId = requireId('SurveyPage', id);
      return editDraft(member, command, expectedVersion, surveyOfPage(pageId), async (surveys, survey) => {
        await surveys.deletePage(pageId);
        await surveys.orderPages((await surveys.pages(survey.id)).map((page) => page.id));
        return pageId;
      });
    },

    async addQuestion(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { pageId: page, position, question: content, expectedVersion } = parseInput(addQuestionInput, input);
      const pageId = requireId('SurveyPage', page);
      return editDraft(member, command, expectedVersion, surveyOfPage(pageId), async (surveys, survey, now) => {
        const all = await surveys.questions(survey.id);
        const onPage = all.filter((question) => question.pageId === pageId);
        if (all.length >= LIMITS.questions || onPage.length >= LIMITS.questionsPerPage)
          throw new DomainError(
            'LIMIT_EXCEEDED',
            `A survey has at most ${LIMITS.questions} questions, a page ${LIMITS.questionsPerPage}.`,
          );
        const question = newQuestion(
          { id: newId('Question', now), surveyId: survey.id, pageId, position: onPage.length },
          content,
          now,
        );
        await surveys.insertQuestions([question]);
        return orderQuestions(surveys, [...onPage, question], question, position ?? onPage.length);
      });
    },

    async updateQuestion(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { question, ...place } = parseInput(updateQuestionInput, input);
      return replaceQuestion(member, place, () => question, command);
    },

    async changeQuestion(viewer, input, change, command) {
      const member = surveyWriter(viewer);
      return replaceQuestion(
        member,
        parseInput(changeQuestionInput, input),
        (before) => parseInput(questionInput, change(questionContentOf(before))),
        command,
      );
    },

    async deleteQuestion(viewer, input, command) {
      const member = surveyWriter(viewer);
      const { id, expectedVersion } = parseInput(deletePartInput, input);
      const questionId = requireId('Question', id);
      return editDraft(member, command, expectedVersion, surveyOfQuestion(questionId), async (surveys, survey) => {
        const all = await surveys.questions(survey.id);
        const pageId = all.find((question) => question.id === questionId)?.pageId;
        await surveys.deleteQuestion(questionId);
        await surveys.orderQuestions(
          all
            .filter((question) => question.pageId === pageId && question.id !== questionId)
            .map((question) => question.id),
        );
        return questionId;
      });
    },
  };
}

const surveyOfPage = (pageId: Id) => (surveys: SurveyWrites, tenant: string) =>
  lockedSurveyOf(surveys, tenant, 'SurveyPage', pageId);
const surveyOfQuestion = (questionId: Id) => (surveys: SurveyWrites, tenant: string) =>
  lockedSurveyOf(surveys, tenant, 'Question', questionId);

/** Whether the parts are in this order already, and need no new positions. */
const areInOrder = (parts: readonly { readonly id: Id; readonly position: number }[], order: readonly Id[]) => {
  const positions = new Map(parts.map(({ id, position }) => [id, position]));
  return order.every((id, index) => positions.get(id) === index);
};

async function orderPages(
  surveys: SurveyWrites,
  pages: readonly SurveyPage[],
  id: Id,
  position: number | undefined,
): Promise<SurveyPage> {
  const order = moveToPosition(
    pages.map((page) => page.id),
    id,
    position,
  );
  if (!areInOrder(pages, order)) await surveys.orderPages(order);
  const page = requireFound(
    pages.find((candidate) => candidate.id === id),
    'SurveyPage',
  );
  return { ...page, position: order.indexOf(id) };
}

async function orderQuestions(
  surveys: SurveyWrites,
  onPage: readonly Question[],
  question: Question,
  position: number | undefined,
): Promise<Question> {
  const order = moveToPosition(
    onPage.map((other) => other.id),
    question.id,
    position,
  );
  if (!areInOrder(onPage, order)) await surveys.orderQuestions(order);
  return { ...question, position: order.indexOf(question.id) };
}
