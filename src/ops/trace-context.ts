import { randomFillSync } from 'node:crypto';
import { workContext } from './work-context.js';

/** version-traceid-parentid-flags; versions after 00 may append fields of their own. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The fields of a W3C trace context that the gateway uses. */
export interface TraceContext {
  readonly traceId: string;
  readonly parentId: string;
  readonly isSampled: boolean;
}

/** The fields of a `traceparent`, or undefined when it is not valid. */
export function parseTraceparent(header: string | readonly string[] | undefined): TraceContext | undefined {
  const [, version, traceId, parentId, flags, rest] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  if (traceId === undefined || parentId === undefined || flags === undefined) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, parentId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The `traceparent` with these fields. */
export function traceparentText({ traceId, parentId, isSampled }: TraceContext): string {
  return `00-${traceId}-${parentId}-${isSampled ? '01' : '00'}`;
}

/**
 * The `traceparent` of a request (W3C Trace Context, level 1) without a span: its trace is the caller's, the parent id
 * is the request's own. Without a valid header a new trace begins. It is not sampled, since no span of it is recorded.
 */
export function traceparentOf(header: string | readonly string[] | undefined): string {
  const { traceId = newId(16), isSampled = false } = parseTraceparent(header) ?? {};
  return traceparentText({ traceId, parentId: newId(8), isSampled });
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
