import { pageRequest } from '../../../kernel/paging.js';
import { DEAD_LETTER_LIST } from '../../../domain/dead-letters/dead-letter-service.js';
import { commandOf } from '../command.js';
import { connection, connectionResolvers } from '../connection.js';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers-types.js';

/** Query fields of the dead letters. */
export const deadLetterQueries = {
  deadLetters(_, { first, after, filter }, { viewer, services }) {
    const page = pageRequest(DEAD_LETTER_LIST, first, after);
    return connection(
      DEAD_LETTER_LIST,
      !after,
      () => services.deadLetters.page(viewer, filter, page),
      () => services.deadLetters.count(viewer, filter),
    );
  },
  deadLetter: (_, { id }, { viewer, services }) => services.deadLetters.get(viewer, id),
  deadLetterContent: (_, { id }, { viewer, services }) => services.deadLetters.content(viewer, id),
} satisfies QueryResolvers;

export const deadLetterMutations = {
  redriveDeadLetters: (_, args, { viewer, services }, info) =>
    services.deadLetters.redrive(viewer, args.input, commandOf(viewer, args, info)),
} satisfies MutationResolvers;

export const deadLetterTypes = {
  DeadLetter: { offset: ({ offset }) => offset.toString() },
  DeadLetterConnection: connectionResolvers,
} satisfies Resolvers;
