import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { DomainError } from './errors.js';
import type { Viewer } from './viewer.js';

/** The context of a command. A command with an idempotency key runs at most once. */
export interface CommandContext {
  readonly idempotency?: {
    /** The owner of the key: two subjects may use the same key. */
    readonly scope: string;
    readonly key: string;
    /** Distinguishes the same request from a different one under the same key: equal JSON has the same hash. */
    readonly requestHash: string;
    /**
     * The hash that earlier versions kept of this request, with its fields in the order given: a key of theirs still
     * finds it.
     */
    readonly formerHash?: string;
  };
}

/** The minimum length prevents guessing: all anonymous callers share one scope. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,255}$/;

/**
 * The context of a command with this idempotency key, or without one. `request` is what has to be the same for the
 * first result to be replayed: any JSON, compared by value. Throws BAD_INPUT, naming `argument`, for a key that is not
 * 16 to 255 visible ASCII characters.
 */
export function commandContext(
  viewer: Viewer,
  key: string | undefined,
  request: unknown,
  argument: string,
): CommandContext {
  if (key === undefined) return {};
  if (!IDEMPOTENCY_KEY.test(key))
    throw new DomainError('BAD_INPUT', `${argument} must be 16 to 255 visible ASCII characters.`, { argument });
  const scope = viewer.role === 'anonymous' ? 'anonymous' : `${viewer.tenant}/${viewer.subject}`;
  return {
    idempotency: {
      scope,
      key,
      requestHash: hashOf(canonicalJson(request)),
      formerHash: hashOf(JSON.stringify(request)),
    },
  };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
