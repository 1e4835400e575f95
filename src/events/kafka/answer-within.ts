import { DomainError } from '../../kernel/errors.js';
import { withTimeout } from '../../kernel/with-timeout.js';

interface AnswerLimits {
  readonly ms: number;
  /** Aborts when its owner has stopped: nobody waits for the answer any more. */
  readonly ended: AbortSignal;
  /** The error for the caller when there is no answer. */
  readonly unavailable: () => DomainError;
}

/**
 * The answer of the cluster to a caller's question, within `ms`. What was asked gets a signal that ends it then. Throws
 * the error of `unavailable`, with its cause, when there is no answer in time or the question failed; errors for the
 * caller are thrown as they are.
 */
export async function answerWithin<T>(
  { ms, ended, unavailable }: AnswerLimits,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.any([ended, AbortSignal.timeout(ms)]);
  try {
    return await withTimeout(ms, ask(signal), unavailable);
  } catch (error) {
    throw error instanceof DomainError ? error : Object.assign(unavailable(), { cause: error });
  }
}
