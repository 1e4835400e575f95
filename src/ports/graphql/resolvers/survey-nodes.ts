import type { Kind } from '../../../kernel/ids.js';
import type { PartKind } from '../../../domain/surveys/part-service.js';
import type { NodeLoader } from './node-loader.js';

/** A part of a survey as a node. */
const part =
  (kind: PartKind): NodeLoader =>
  async (id, { surveys }) =>
    (await surveys.nodes[kind].load(id))?.part;

export const surveyNodes: Partial<Record<Kind, NodeLoader>> = {
  Survey: (id, { viewer, services }) => services.surveys.get(viewer, id, {}),
  SurveyPage: part('SurveyPage'),
  Question: part('Question'),
  Collector: part('Collector'),
  Quota: part('Quota'),
  SurveyResponse: (id, { viewer, services }) => services.responses.get(viewer, id, undefined),
};
