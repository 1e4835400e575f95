import { pageRequest } from '../../../kernel/paging.js';
import { RESPONSE_LIST } from '../../../domain/surveys/survey-list.js';
import type { Question, SurveyRef } from '../../../domain/surveys/survey.js';
import { connection, connectionResolvers } from '../connection.js';
import type { Resolvers } from '../generated/resolvers-types.js';
import { requireLoaded } from '../require-loaded.js';

const byId = <T extends { readonly id: string }>(items: readonly T[], id: string): Promise<T> =>
  requireLoaded(Promise.resolve(items.find((item) => item.id === id)));

/**
 * Fields of survey types that are not on the domain type: each goes through a loader, so a list of parents is one
 * batch. Where a parameter has a type, a plan gives the resolver no more of its object than that: Resource.reference.
 */
export const surveyTypes = {
  Survey: {
    createdBy: (survey) => survey.ownerId,
    pageCount: async (survey, _, { surveys }) =>
      survey.pageCount ?? (await requireLoaded(surveys.counts.load(survey))).pageCount ?? 0,
    questionCount: async (survey, _, { surveys }) =>
      survey.questionCount ?? (await requireLoaded(surveys.counts.load(survey))).questionCount ?? 0,
    pages: (survey, _, { surveys }) => survey.pages ?? surveys.pages.load(survey),
    collectors: (survey: SurveyRef, _, { surveys }) => surveys.collectors.load(survey),
    quotas: (survey: SurveyRef, _, { surveys }) => surveys.quotas.load(survey),
    responses(survey: SurveyRef, { first, after, filter }, { viewer, services, surveys }) {
      // The connection loads nothing by itself: it is refused here, and not only at its fields.
      services.parts.requireReader(viewer, survey);
      const page = pageRequest(RESPONSE_LIST, first, after);
      return connection(
        RESPONSE_LIST,
        !after,
        () => surveys.responses({ filter, page }).load(survey),
        () => surveys.responseCount(filter).load(survey),
      );
    },
    results: (survey: SurveyRef, { statuses, fresh }, { surveys }) =>
      surveys.results({ statuses: statuses ?? ['completed'], fresh: fresh ?? false }).load(survey),
    activity: (survey: SurveyRef, _, { surveys }) => surveys.activity.load(survey),
    trends: (survey: SurveyRef, request, { viewer, services }) => services.insights.trends(viewer, survey, request),
  },

  SurveyPage: { questions: (page, _, { surveys }) => page.questions ?? surveys.questionsOfPage.load(page) },

  Question: {
    async result(question: Pick<Question, 'id' | 'surveyId'>, { fresh }, { surveys }) {
      const survey = await requireLoaded(surveys.survey.load(question));
      const results = await surveys.results({ statuses: ['completed'], fresh: fresh ?? false }).load(survey);
      return requireLoaded(Promise.resolve(results.find((result) => result.question.id === question.id)));
    },
  },

  Collector: { survey: (collector, _, { surveys }) => requireLoaded(surveys.survey.load(collector)) },

  Quota: {
    question: (quota, _, { surveys }) => requireLoaded(surveys.question.load(quota)),
    option: async (quota, _, { surveys }) =>
      byId((await requireLoaded(surveys.question.load(quota))).options, quota.optionId),
  },

  SurveyResponse: {
    survey: (response, _, { surveys }) => requireLoaded(surveys.survey.load(response)),
    collector: (response, _, { surveys }) => requireLoaded(surveys.collector.load(response)),
    answers: (response, _, { surveys }) => surveys.answers.load(response),
  },

  Answer: {
    question: (answer, _, { surveys }) => requireLoaded(surveys.question.load(answer)),
    async options(answer, _, { surveys }) {
      if (answer.optionIds.length === 0) return [];
      const chosen = new Set(answer.optionIds);
      return (await requireLoaded(surveys.question.load(answer))).options.filter((option) => chosen.has(option.id));
    },
    async cells(answer, _, { surveys }) {
      if (answer.cells.length === 0) return [];
      const question = await requireLoaded(surveys.question.load(answer));
      return answer.cells.map((cell) => ({ ...cell, question }));
    },
  },

  MatrixCell: {
    row: (cell) => byId(cell.question.rows, cell.rowId),
    option: (cell) => byId(cell.question.options, cell.optionId),
  },

  SurveyConnection: connectionResolvers,
  SurveyResponseConnection: connectionResolvers,
} satisfies Resolvers;
