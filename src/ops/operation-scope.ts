import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { DomainError } from '../kernel/errors.js';
import { createRoster } from '../kernel/roster.js';
import { withContext, workContext, type Operation, type Scope } from './work-context.js';

interface OperationOptions {
  readonly deadlineMs?: number;
  /** The answer's: an operation whose client has gone is given up. */
  readonly response?: ServerResponse;
  /** The client's connection, where an answer is not the end of it: the operation is given up when it closes. */
  readonly connection?: Pick<EventEmitter, 'once' | 'off'>;
  /** Whether it may change something, so that not knowing its outcome has to be said. */
  readonly isWrite: boolean;
}

/** How long an operation of either port may take. */
export const OPERATION_DEADLINE_MS = 10_000;
/** From the deadline to the answer: the stores cancel what they have under way, and roll back. */
const WIND_UP_MS = 2_000;

/**
 * The operation that the caller works for; undefined for the gateway's own work, whose waits have bounds of their own.
 */
export function currentOperation(): Operation | undefined {
  return workContext()?.scope?.operation;
}

/** Throws the reason when the operation that the caller works for is over its deadline, or its client has gone. */
export function throwIfOver(): void {
  const over = currentOperation()?.over;
  if (over !== undefined) throw over;
}

/**
 * The outcome that a failed write reports: nothing was changed, or it is unknown. If it is unknown, a retry with the
 * same idempotency key returns it.
 */
export const WRITE_OUTCOME = { none: { outcome: 'none' }, unknown: { outcome: 'unknown' } } as const;
export const UNKNOWN_OUTCOME_MESSAGE =
  'It is not known whether anything was changed. Retry with the same idempotency key, or read the current state.';

class RunningOperation implements Operation {
  over: DomainError | undefined;
  hasCommitted = false;
  private readonly waiting = createRoster<(reason: DomainError) => void>();

  constructor(private readonly ends: number) {}

  whenOver(listener: (reason: DomainError) => void): () => void {
    return this.waiting.add(listener);
  }

  remainingMs(): number {
    return Math.max(0, this.ends - performance.now());
  }

  committing(): void {
    this.hasCommitted = true;
  }

  end(reason: DomainError): void {
    if (this.over !== undefined) return;
    this.over = reason;
    for (const listener of [...this.waiting]) listener(reason);
  }
}

/**
 * Runs `work` as an operation with a deadline. At the deadline it is over, what the stores do for it is
 * cancelled, and `work` is expected to reject with the reason. A late result of `work` is still returned; a
 * moment later the caller gets DEADLINE_EXCEEDED. The failure of a write has its WRITE_OUTCOME.
 */
export async function inOperation<T>(options: OperationOptions, work: () => Promise<T>): Promise<T> {
  const { deadlineMs = OPERATION_DEADLINE_MS, response, connection, isWrite } = options;
  const operation = new RunningOperation(performance.now() + deadlineMs);
  const failure = (message: string, isKnown: boolean) => {
    if (!isWrite) return new DomainError('DEADLINE_EXCEEDED', message);
    return isKnown
      ? new DomainError('DEADLINE_EXCEEDED', `${message} Nothing was changed.`, WRITE_OUTCOME.none)
      : new DomainError('DEADLINE_EXCEEDED', `${message} ${UNKNOWN_OUTCOME_MESSAGE}`, WRITE_OUTCOME.unknown);
  };
  const scope: Scope = { operation };
  const leave = () => operation.end(failure('The client has disconnected.', !operation.hasCommitted));
  const gone = () => {
    if (response?.writableFinished !== true) leave();
  };
  let timer: NodeJS.Timeout | undefined;
  response?.once('close', gone);
  connection?.once('close', leave);
  try {
    return await new Promise<T>((resolve, reject) => {
      timer = setTimeout(() => {
        const message = `The request took longer than ${deadlineMs / 1000} s and was stopped.`;
        operation.end(failure(message, !operation.hasCommitted));
        timer = setTimeout(() => reject(failure(message, false)), WIND_UP_MS);
      }, deadlineMs);
      withContext({ scope }, work).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    response?.off('close', gone);
    connection?.off('close', leave);
    scope.operation = undefined;
  }
}
