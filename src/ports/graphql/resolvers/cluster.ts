import { pageRequest } from '../../../kernel/paging.js';
import { TOPIC_RECORD_LIST } from '../../../domain/operations/cluster-service.js';
import { commandOf } from '../command.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers-types.js';

/** Query fields of the Kafka cluster. */
export const clusterQueries = {
  cluster: (_, __, { viewer, services }) => services.cluster.overview(viewer),
  topics: (_, __, { viewer, services }) => services.cluster.topics(viewer),
  topic: (_, { name }, { viewer, services }) => services.cluster.topic(viewer, name),
  topicRecords: (_, { topic, first, after, filter }, { viewer, services }) =>
    services.cluster.records(viewer, topic, filter, pageRequest(TOPIC_RECORD_LIST, first, after)),
  consumerGroups: (_, __, { viewer, services }) => services.cluster.groups(viewer),
  consumerGroup: (_, { name }, { viewer, services }) => services.cluster.group(viewer, name),
  consumerGroupHistory: (_, { name }, { viewer, services }) => services.cluster.history(viewer, name),
  consumerGroupDeadLetters: (_, { name }, { viewer, services }) => services.cluster.deadLetters(viewer, name),
} satisfies QueryResolvers;

export const clusterMutations = {
  resetGroupOffsets: (_, args, { viewer, services }, info) =>
    services.cluster.reset(viewer, args.input, commandOf(viewer, args, info)),
} satisfies MutationResolvers;
