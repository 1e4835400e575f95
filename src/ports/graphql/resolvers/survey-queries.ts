import { pageRequest } from '../../../kernel/paging.js';
import { connection } from '../connection.js';
import type { QueryResolvers } from '../generated/resolvers-types.js';
import { nodeSelectionOf, selectionOf } from '../selection.js';

/** Query fields about surveys. */
export const surveyQueries: Pick<QueryResolvers, 'survey' | 'surveys' | 'collector' | 'response'> = {
  survey: (_, { id }, { viewer, services }, info) => services.surveys.get(viewer, id, selectionOf(info)),

  surveys(_, { first, after, filter }, { viewer, services }, info) {
    const page = pageRequest('surveys', first, after);
    return connection(
      'surveys',
      !after,
      () => services.surveys.list(viewer, filter, page, nodeSelectionOf(info)),
      () => services.surveys.count(viewer, filter),
    );
  },

  collector: async (_, { slug }, { services }) => (await services.collectors.bySlug(slug)).collector,

  response: (_, { id, responseToken }, { viewer, services }) => services.responses.get(viewer, id, responseToken),
};
