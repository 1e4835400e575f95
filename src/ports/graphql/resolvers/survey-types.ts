import { pageRequest } from '../../../kernel/paging.js';
import { requireSurveyMember } from '../../../domain/surveys/insight-service.js';
import { RESPONSE_LIST } from '../../../domain/surveys/survey-list.js';
import { connection, connectionResolvers } from '../connection.js';
import type { Resolvers } from '../generated/resolvers-types.js';
import { required } from '../required.js';

type SurveyTypes = Pick<
  Resolvers,
  | 'Survey'
  | 'SurveyPage'
  | 'Question'
  | 'Collector'
  | 'Quota'
  | 'SurveyResponse'
  | 'Answer'
  | 'MatrixCell'
  | 'SurveyConnection'
  | 'SurveyResponseConnection'
>;

const byId = <T extends { readonly id: string }>(items: readonly T[], id: string): Promise<T> =>
  required(Promise.resolve(items.find((item) => item.id === id)));

/**
 * Fields of survey types that are not on the domain type: each goes through a loader, so a list of parents is one
 * batch.
 */
export const surveyTypes: SurveyTypes = {
  Survey: {
    createdBy: (survey) => survey.ownerId,
    pageCount: async (survey, _, { surveys }) =>
      survey.pageCount ?? (await required(surveys.counts.load(survey.id))).pageCount ?? 0,
    questionCount: async (survey, _, { surveys }) =>
      survey.questionCount ?? (await required(surveys.counts.load(survey.id))).questionCount ?? 0,
    pages: (survey, _, { surveys }) => survey.pages ?? surveys.pages.load(survey.id),
    // The services own the rule. It is checked for each survey first, so that another tenant's survey does not fail the
    // whole batch.
    collectors(survey, _, { viewer, surveys }) {
      requireSurveyMember(viewer, survey);
      return surveys.collectors.load(survey);
    },
    quotas(survey, _, { viewer, surveys }) {
      requireSurveyMember(viewer, survey);
      return surveys.quotas.load(survey);
    },
    responses(survey, { first, after, filter }, { viewer, surveys }) {
      requireSurveyMember(viewer, survey);
      const page = pageRequest(RESPONSE_LIST, first, after);
      return connection(
        RESPONSE_LIST,
        !after,
        () => surveys.responses({ filter, page }).load(survey),
        () => surveys.responseCount(filter).load(survey),
      );
    },
    results(survey, { statuses }, { viewer, surveys }) {
      requireSurveyMember(viewer, survey);
      return surveys.results(statuses ?? ['completed']).load(survey);
    },
    activity: (survey, _, { surveys }) => surveys.activity.load(survey),
    trends: (survey, request, { viewer, services }) => services.insights.trends(viewer, survey, request),
  },

  SurveyPage: { questions: (page, _, { surveys }) => page.questions ?? surveys.questionsOfPage.load(page.id) },

  Question: {
    async result(question, _, { surveys }) {
      const survey = await required(surveys.survey.load(question.surveyId));
      const results = await surveys.results(['completed']).load(survey);
      return required(Promise.resolve(results.find((result) => result.question.id === question.id)));
    },
  },

  Collector: { survey: (collector, _, { surveys }) => required(surveys.survey.load(collector.surveyId)) },

  Quota: {
    question: (quota, _, { surveys }) => required(surveys.question.load(quota.questionId)),
    option: async (quota, _, { surveys }) =>
      byId((await required(surveys.question.load(quota.questionId))).options, quota.optionId),
  },

  SurveyResponse: {
    survey: (response, _, { surveys }) => required(surveys.survey.load(response.surveyId)),
    collector: (response, _, { surveys }) => required(surveys.collector.load(response.collectorId)),
    answers: (response, _, { surveys }) => surveys.answers.load(response.id),
  },

  Answer: {
    question: (answer, _, { surveys }) => required(surveys.question.load(answer.questionId)),
    async options(answer, _, { surveys }) {
      if (answer.optionIds.length === 0) return [];
      const chosen = new Set(answer.optionIds);
      return (await required(surveys.question.load(answer.questionId))).options.filter((option) =>
        chosen.has(option.id),
      );
    },
    async cells(answer, _, { surveys }) {
      if (answer.cells.length === 0) return [];
      const question = await required(surveys.question.load(answer.questionId));
      return answer.cells.map((cell) => ({ ...cell, question }));
    },
  },

  MatrixCell: {
    row: (cell) => byId(cell.question.rows, cell.rowId),
    option: (cell) => byId(cell.question.options, cell.optionId),
  },

  SurveyConnection: connectionResolvers,
  SurveyResponseConnection: connectionResolvers,
};
