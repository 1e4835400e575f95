import type { Kind } from '../../../kernel/ids.js';
import { requireSurveyMember } from '../../../domain/surveys/insight-service.js';
import { required } from '../required.js';
import type { GraphQLContext } from '../context.js';
import type { NodeLoader } from './node-loader.js';

/** A part of a survey as a node: seen by the members of the survey's tenant. */
function partOfSurvey<T extends { readonly surveyId: string }>(loaderOf: (context: GraphQLContext) => { load(id: string): Promise<T | undefined> }) {
  return async (id: string, context: GraphQLContext): Promise<T | undefined> => {
    const part = await loaderOf(context).load(id);
    if (part !== undefined) requireSurveyMember(context.viewer, await required(context.surveys.survey.load(part.surveyId)));
    return part;
  };
}

export const surveyNodes: Partial<Record<Kind, NodeLoader>> = {
  Survey: (id, { viewer, services }) => services.surveys.get(viewer, id, {}),
  SurveyPage: partOfSurvey((context) => context.surveys.page),
  Question: partOfSurvey((context) => context.surveys.question),
  Collector: partOfSurvey((context) => context.surveys.collector),
  Quota: partOfSurvey((context) => context.surveys.quota),
  SurveyResponse: (id, { viewer, services }) => services.responses.get(viewer, id, undefined),
};
