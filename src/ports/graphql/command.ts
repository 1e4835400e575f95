import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../../kernel/viewer.js';
import { commandContext, type CommandContext } from '../../kernel/command-context.js';

/**
 * The command context of a mutation: with an idempotencyKey, the same mutation with the same arguments replays its
 * first result.
 */
export function commandOf(
  viewer: Viewer,
  args: { readonly idempotencyKey?: string | null | undefined },
  info: GraphQLResolveInfo,
): CommandContext {
  const { idempotencyKey, ...rest } = args;
  return commandContext(viewer, idempotencyKey ?? undefined, [info.fieldName, rest], 'idempotencyKey');
}
