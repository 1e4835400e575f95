import { buildASTSchema, parse, visit, type GraphQLSchema } from 'graphql';

/**
 * Root fields that are answered by Kafka or other programs, which do not run here. They are the same for both
 * executors, and an operation with one of them would be refused.
 */
const NOT_FROM_STORES: ReadonlySet<string> = new Set([
  'cluster',
  'topics',
  'topic',
  'topicRecords',
  'consumerGroups',
  'consumerGroup',
  'consumerGroupHistory',
  'consumerGroupDeadLetters',
  'outbox',
  'alerts',
  'eventJourney',
  'eventJourneys',
]);

/** The schema from which operations are made. */
export function operationSchema(text: string): GraphQLSchema {
  const document = visit(parse(text), {
    ObjectTypeDefinition: (type) =>
      type.name.value === 'Query'
        ? { ...type, fields: type.fields?.filter(({ name }) => !NOT_FROM_STORES.has(name.value)) }
        : undefined,
  });
  return buildASTSchema(document);
}
