/** How a command is to be run: with a key, at most once. */
export interface CommandContext {
  readonly idempotency?: {
    /** Whose keys: two subjects may use the same key. */
    readonly scope: string;
    readonly key: string;
    /** Tells the same request from another one under the same key. */
    readonly requestHash: string;
  };
}
