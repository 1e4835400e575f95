/**
 * The limits of one connection's prepared statements: their number, and the characters of their texts. PostgreSQL keeps
 * each statement with its plan until the connection ends, and clients can send any number of different queries.
 */
export const PREPARED_LIMITS = { statements: 400, characters: 1_000_000 } as const;

/** pg's record of a connection's prepared statements. Its version is pinned, and a test fails when this has changed. */
interface PreparedByPg {
  parsedStatements: Record<string, string>;
}

type Send = (text: string, callback: (error: unknown) => void) => void;

/** Bounds the prepared statements of one connection: when there are too many, it forgets them all. */
export class PreparedStatements {
  private readonly names = new Set<string>();
  private characters = 0;
  private mustForget = false;

  /** `send` sends a statement before whatever is sent afterwards. */
  constructor(
    private readonly connection: PreparedByPg,
    private readonly send: Send,
  ) {}

  /** To be called before `query` is sent. */
  beforeSending(query: unknown): void {
    const { name, text } = (query ?? {}) as { readonly name?: unknown; readonly text?: unknown };
    if (typeof name !== 'string' || name === '' || typeof text !== 'string' || this.names.has(name)) return;
    const isFull =
      this.names.size >= PREPARED_LIMITS.statements || this.characters + text.length > PREPARED_LIMITS.characters;
    if (this.mustForget || (isFull && this.names.size > 0)) this.forget();
    this.names.add(name);
    this.characters += text.length;
  }

  private forget(): void {
    this.names.clear();
    this.characters = 0;
    this.mustForget = false;
    this.send('DEALLOCATE ALL', (error) => {
      // It fails in a transaction that has failed, and when it is cancelled. Then the next statement tries again.
      if (error) this.mustForget = true;
      else this.connection.parsedStatements = {};
    });
  }
}
