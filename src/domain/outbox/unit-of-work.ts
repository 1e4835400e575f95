import type { CommandContext } from '../../kernel/command-context.js';
import type { Outbox } from './outbox.js';

/**
 * Runs a command in one READ COMMITTED transaction: its changes, its events and its idempotency key commit together or
 * not at all. With a key already used for the same request, `run` resolves to the first result without running `work`;
 * for another request it throws IDEMPOTENCY_KEY_REUSED; while the first still runs, IDEMPOTENCY_IN_FLIGHT. Keys are
 * kept 24 hours. Results must survive the structured clone algorithm (plain data, Dates).
 */
export interface UnitOfWork<Stores> {
  run<T>(command: CommandContext, work: (stores: Stores & { readonly outbox: Outbox }) => Promise<T>): Promise<T>;
  /**
   * Keeps the result of a command that is several transactions, of which none has its key. Resolves to the first result
   * kept with the key, or throws IDEMPOTENCY_KEY_REUSED. Without a key it does nothing.
   */
  keep<T>(command: CommandContext, result: T): Promise<T>;
}
