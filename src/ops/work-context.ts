import { AsyncLocalStorage } from 'node:async_hooks';
import type { DomainError } from '../kernel/errors.js';
import type { MemoryLease } from './load/memory-budget.js';
import type { Span } from './tracing/span.js';

/**
 * The cost of one request, or of one piece of counted work: its statements and commands, the bytes read, and its lease
 * of memory.
 */
export interface RequestCost {
  sqlStatements: number;
  mongoCommands: number;
  /** Bytes of rows and documents that the stores have sent. */
  bytesRead: number;
  /** The part of them that the lease already counts. */
  bytesLeased: number;
  /** The lease of the memory budget that grows with the bytes read. Undefined for work that is not part of a budget. */
  readonly lease: MemoryLease | undefined;
  /** The error that stopped further reads. A driver may wrap it in an error of its own. */
  refusal: DomainError | undefined;
  /** The work that this work is a part of: an event of a subscription belongs to its connection. */
  readonly parent: RequestCost | undefined;
}

/** One running operation of a client. Its waits end when the operation ends. */
export interface Operation {
  /** Why it is over: its deadline has passed, or its client has gone. Undefined while it is not. */
  readonly over: DomainError | undefined;
  /**
   * Has `listener` called once, when the operation is over while others wait for it. The returned function takes that
   * back. Lighter than an AbortSignal: every statement waits so.
   */
  whenOver(listener: (reason: DomainError) => void): () => void;
  /** Until the deadline; never negative. */
  remainingMs(): number;
  /** A change is about to be committed: from now on it cannot be said that nothing was changed. */
  committing(): void;
}

/**
 * Undefined after the end of the operation: work that it left running, timers included, is no longer bound by its
 * deadline.
 */
export interface Scope {
  operation: Operation | undefined;
}

/** The context of the work that currently runs. */
export interface WorkContext {
  /** The cost that the work adds to. */
  readonly cost: RequestCost | undefined;
  /** The W3C trace context of the request. */
  readonly traceparent: string | undefined;
  /** The span that the work is in, when it is traced. Statements and commands are spans below it. */
  readonly span: Span | undefined;
  readonly scope: Scope | undefined;
}

/** The context of work that belongs to no request. */
export const NO_CONTEXT: WorkContext = { cost: undefined, traceparent: undefined, span: undefined, scope: undefined };

/** One storage for the whole context, because each AsyncLocalStorage adds to the cost of every promise. */
const current = new AsyncLocalStorage<WorkContext>();

export function workContext(): WorkContext | undefined {
  return current.getStore();
}

/** Runs `work`, and everything that it awaits, in a context with the given values. Other values stay as they are. */
export function withContext<T>(given: Partial<WorkContext>, work: () => T): T {
  return current.run({ ...(current.getStore() ?? NO_CONTEXT), ...given }, work);
}

/** Binds `work` to the current context, whatever the context of its caller. */
export function inCurrentContext<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  const context = current.getStore();
  return context === undefined ? work : (...args) => current.run(context, work, ...args);
}
