/**
 * Vocabulary. A *read model* is kept in collections of its own, by the consumer group of the same name. A *generation*
 * is one set of these collections. Readers read one generation. Consumers write the written generations, the newest
 * first; that is more than one only while a replay swaps them.
 */
export const READ_MODELS = ['event-log', 'seat-inventory', 'analytics'] as const;
export type ReadModel = (typeof READ_MODELS)[number];

/** The generations of one read model, for the one replay that holds its lease. */
export interface ModelGenerations {
  /** The generation that is read now. */
  current(): Promise<number>;
  /**
   * Takes the lease, removes generations that a killed replay left, and makes the collections of a new one, which is
   * neither read nor written. Throws ReplayRunningError while another replay holds the lease.
   */
  begin(): Promise<number>;
  /** From now on consumers write these generations, and readers read `read`. Throws when the lease is lost. */
  use(read: number, written: readonly number[]): Promise<void>;
  /** Removes every generation that is neither read nor written. Throws when the lease is lost. */
  removeOthers(): Promise<void>;
  /** Gives the lease back. */
  end(): Promise<void>;
  /** Leaves the lease to its end, when a process may still use what the next replay would remove. */
  abandon(): void;
}

/** Another replay of the model is running, or was killed less than a minute ago. */
export class ReplayRunningError extends Error {
  override readonly name = 'ReplayRunningError';
}
