/** A GraphQL document with the ID under which clients execute it. */
export interface KnownOperation {
  readonly id: string;
  readonly document: string;
}

/** A registered document, as an operator sees it. */
export interface RegisteredOperation extends KnownOperation {
  readonly registeredAt: Date;
}

/** The documents that operators have registered. All gateways of a database share them. */
export interface KnownOperations {
  /** The document of this ID, or undefined. */
  find(id: string): Promise<string | undefined>;
  /** Whether a document with this SHA-256, in hexadecimal, is registered. */
  isRegistered(documentHash: string): Promise<boolean>;
  /**
   * Registers documents, all or none. Resolves to how many are new. Throws ALREADY_EXISTS when an ID has another
   * document: clients that use it must not get the answer to another question. With `dryRun` nothing is written.
   */
  register(operations: readonly KnownOperation[], options?: { readonly dryRun?: boolean }): Promise<number>;
  /** All of them, by ID. */
  list(): Promise<readonly RegisteredOperation[]>;
  /** Removes the documents of these IDs. Resolves to the IDs that were registered. With `dryRun` nothing is written. */
  remove(ids: readonly string[], options?: { readonly dryRun?: boolean }): Promise<readonly string[]>;
}

/** IDs are hashes or names. A longer one is refused before it is looked up. */
export const MAX_OPERATION_ID = 200;

/** A longer document is not registered. */
export const MAX_DOCUMENT_BYTES = 100_000;
