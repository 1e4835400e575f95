import { createHash } from 'node:crypto';
import { DomainError } from './errors.js';
import type { Viewer } from './viewer.js';

/** How a command is to be run: with a key, at most once. */
export interface CommandContext {
  readonly idempotency?: {
    /** Whose keys: two subjects may use the same key. */
    readonly scope: string;
    readonly key: string;
    /** Tells the same request from another one under the same key. */
    readonly requestHash: string;
  };
}

/** Long enough that nobody else's key is guessed: the anonymous share one scope. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,255}$/;

/**
 * The context of a command with this idempotency key, or without one. `request` is what has to be the same for the first result
 * to be replayed: any JSON. Throws BAD_INPUT, naming `argument`, for a key that is not 16 to 255 visible ASCII characters.
 */
export function commandContext(viewer: Viewer, key: string | undefined, request: unknown, argument: string): CommandContext {
  if (key === undefined) return {};
  if (!IDEMPOTENCY_KEY.test(key)) throw new DomainError('BAD_INPUT', `${argument} must be 16 to 255 visible ASCII characters.`, { argument });
  const scope = viewer.role === 'anonymous' ? 'anonymous' : `${viewer.tenant}/${viewer.subject}`;
  return { idempotency: { scope, key, requestHash: createHash('sha256').update(JSON.stringify(request)).digest('base64url') } };
}
