import { createHash } from 'node:crypto';
import type { GraphQLResolveInfo } from 'graphql';
import { DomainError } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { CommandContext } from '../../kernel/command-context.js';

/** Long enough that nobody else's key is guessed: the anonymous share one scope. */
const KEY = /^[\x21-\x7e]{16,255}$/;

/**
 * The command context of a mutation: with an idempotencyKey, the same mutation with the same arguments replays its first
 * result. Throws BAD_INPUT for a key that is not 16 to 255 visible ASCII characters.
 */
export function commandOf(viewer: Viewer, args: { readonly idempotencyKey?: string | null | undefined }, info: GraphQLResolveInfo): CommandContext {
  const { idempotencyKey: key, ...rest } = args;
  if (key === null || key === undefined) return {};
  if (!KEY.test(key)) throw new DomainError('BAD_INPUT', 'idempotencyKey must be 16 to 255 visible ASCII characters.', { argument: 'idempotencyKey' });
  const scope = viewer.role === 'anonymous' ? 'anonymous' : `${viewer.tenant}/${viewer.subject}`;
  const requestHash = createHash('sha256').update(JSON.stringify([info.fieldName, rest])).digest('base64url');
  return { idempotency: { scope, key, requestHash } };
}
