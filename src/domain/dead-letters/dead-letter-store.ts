import type { DeadLetter, DeadLetterContent, RedriveResult } from '../../contracts/dead-letter.js';
import type { Id } from '../../kernel/ids.js';

/** The open dead letters of every tenant. Every method throws UNAVAILABLE when the log does not answer in time. */
export interface DeadLetterStore {
  /** As many of each group's oldest as memory is kept for. */
  open(): Promise<{ readonly letters: readonly DeadLetter[] }>;
  /** The content of an open letter that `mayRead` accepts; undefined when there is none. */
  content(id: Id, mayRead: (letter: DeadLetter) => boolean): Promise<DeadLetterContent | undefined>;
  /**
   * Gives those that `mayRedrive` accepts to their groups once more, or in a dry run says what would become of them.
   * Resolves to one result for each ID. A letter may be redriven twice, and none is lost.
   */
  redrive(
    ids: readonly Id[],
    options: { readonly dryRun: boolean; readonly force: boolean },
    mayRedrive: (letter: DeadLetter) => boolean,
  ): Promise<readonly RedriveResult[]>;
}
