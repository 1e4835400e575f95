import { DomainError, isNotVisibleError } from '../../../kernel/errors.js';
import { kindOf, type Kind } from '../../../kernel/ids.js';
import type { GraphQLContext } from '../context.js';
import type { QueryResolvers, Resolvers } from '../generated/resolvers-types.js';
import { bookingNodes } from './booking-nodes.js';
import type { NodeLoader, NodeValue } from './node-loader.js';
import { surveyNodes } from './survey-nodes.js';

const loaders: Partial<Record<Kind, NodeLoader>> = { ...surveyNodes, ...bookingNodes };
const MAX_NODES = 100;

/** The object of an ID, or null when this viewer cannot see one. Other errors are thrown. */
async function load(id: string, context: GraphQLContext): Promise<NodeValue | null> {
  const kind = kindOf(id.toLowerCase());
  const loader = kind && loaders[kind];
  try {
    return (await loader?.(id.toLowerCase(), context)) ?? null;
  } catch (error) {
    if (isNotVisibleError(error)) return null;
    throw error;
  }
}

export const nodeQueries = {
  viewer: (_, _args, { viewer }) => viewer,
  node: (_, { id }, context) => load(id, context),
  nodes(_, { ids }, context) {
    if (ids.length > MAX_NODES)
      throw new DomainError('LIMIT_EXCEEDED', `ids may have at most ${MAX_NODES} items.`, {
        argument: 'ids',
        maximum: MAX_NODES,
      });
    return Promise.all(ids.map((id) => load(id, context)));
  },
} satisfies QueryResolvers;

export const nodeTypes = {
  // The id alone tells the type, so a node needs no type of its own beside it.
  Node: { __resolveType: (node) => nodeTypeName((node as { readonly id: string }).id) },
  Viewer: {
    subject: (viewer) => (viewer.role === 'anonymous' ? null : viewer.subject),
    tenant: (viewer) => (viewer.role === 'anonymous' ? null : viewer.tenant),
  },
} satisfies Resolvers;

function nodeTypeName(id: string): never {
  const kind = kindOf(id);
  // Every kind with a loader is named like its GraphQL type, but an event is an entry of the log.
  return (kind === 'Event' ? 'EventLogEntry' : kind) as never;
}
