import { cursorList } from '../../../kernel/ordered-list.js';
import { pageRequest } from '../../../kernel/paging.js';
import { SURVEY_LIST } from '../../../domain/surveys/survey-list.js';
import { connection } from '../connection.js';
import type { QueryResolvers } from '../generated/resolvers-types.js';
import { orderOf } from '../order.js';
import { nodeSelectionOf, selectionOf } from '../selection.js';

/** Query fields about surveys. */
export const surveyQueries = {
  survey: (_, { id }, { viewer, services }, info) => services.surveys.get(viewer, id, selectionOf(info)),

  surveys(_, { first, after, filter, orderBy }, { viewer, services }, info) {
    const order = orderOf(orderBy);
    const list = cursorList(SURVEY_LIST, order);
    const page = pageRequest(list, first, after);
    return connection(
      list,
      !after,
      () => services.surveys.list(viewer, filter, page, nodeSelectionOf(info), order),
      () => services.surveys.count(viewer, filter),
    );
  },

  collector: async (_, { slug }, { services }) => (await services.collectors.bySlug(slug)).collector,

  response: (_, { id, responseToken }, { viewer, services }) => services.responses.get(viewer, id, responseToken),
} satisfies QueryResolvers;
