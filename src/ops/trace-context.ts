import { randomFillSync } from 'node:crypto';
import { workContext } from './work-context.js';

/** version-traceid-parentid-flags; versions after 00 may append fields of their own. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The `traceparent` of a request (W3C Trace Context, level 1): its trace is the caller's, the parent id is the
 * request's own. Without a valid header a new trace begins. It is not sampled, since the gateway records no spans.
 */
export function traceparentOf(header: string | readonly string[] | undefined): string {
  const [, version, traceId, , flags = '00', rest] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  const isValid = traceId !== undefined && (version !== '00' || rest === undefined);
  const parentId = newId(8);
  return isValid ? `00-${traceId}-${parentId}-${flags === '01' ? '01' : '00'}` : `00-${newId(16)}-${parentId}-00`;
}

/** The `traceparent` of the request that the caller works for; undefined for the gateway's own work. */
export function currentTraceparent(): string | undefined {
  return workContext()?.traceparent;
}

/** Random bytes for many requests: to ask for a few each time takes longer than all the rest of this. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

function newId(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString('hex', used, (used += bytes));
  // All zeros is the one value that means none.
  return /^0+$/.test(id) ? newId(bytes) : id;
}
