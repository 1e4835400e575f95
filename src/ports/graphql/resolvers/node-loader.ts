import type { GraphQLContext } from '../context.js';
import type { ResolversTypes } from '../generated/resolvers-types.js';

export type NodeValue = Awaited<ResolversTypes['Node']>;

/** Loads one kind of node for the context's viewer: undefined, or a NOT_FOUND, when there is none it may see. */
export type NodeLoader = (id: string, context: GraphQLContext) => Promise<NodeValue | undefined>;
