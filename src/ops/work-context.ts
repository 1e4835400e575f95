import { AsyncLocalStorage } from 'node:async_hooks';
import type { DomainError } from '../kernel/errors.js';
import type { MemoryLease } from './load/memory-budget.js';

/**
 * What one request (or one piece of counted work) has sent to the stores, and what it holds of the process's memory.
 */
export interface RequestCost {
  sqlStatements: number;
  mongoCommands: number;
  /** Bytes of rows and documents that the stores have sent. */
  bytesRead: number;
  /** The part of them that the lease already counts. */
  bytesLeased: number;
  /** The share of the memory budget that grows with what is read; undefined where work is not part of a budget. */
  readonly lease: MemoryLease | undefined;
  /** Why it was not let read on: what drives the store may wrap the refusal in an error of its own. */
  refusal: DomainError | undefined;
  /** The work that this work is a part of: an event of a subscription belongs to its connection. */
  readonly parent: RequestCost | undefined;
}

/** One operation of a client, while it runs: what it waits for ends with it. */
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
  /** What it adds to. */
  readonly cost: RequestCost | undefined;
  /** The W3C trace context of the request. */
  readonly traceparent: string | undefined;
  readonly scope: Scope | undefined;
}

/** One storage for all of it: each storage costs every promise that is made. */
const current = new AsyncLocalStorage<WorkContext>();

export function workContext(): WorkContext | undefined {
  return current.getStore();
}

/** Runs `work`, and all that it awaits, with what is given in place of what it had. */
export function withContext<T>(given: Partial<WorkContext>, work: () => T): T {
  const { cost, traceparent, scope } = current.getStore() ?? {};
  return current.run({ cost, traceparent, scope, ...given }, work);
}

/** `work`, run in the context in which this was called, whoever calls it. */
export function inCurrentContext<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  const context = current.getStore();
  return context === undefined ? work : (...args) => current.run(context, work, ...args);
}
