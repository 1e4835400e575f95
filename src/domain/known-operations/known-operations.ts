/** A GraphQL document with the ID under which clients execute it. */
export interface KnownOperation {
  readonly id: string;
  readonly document: string;
}

/** The documents that operators have registered. All gateways of a database share them. */
export interface KnownOperations {
  /** The document of this ID, or undefined. */
  find(id: string): Promise<string | undefined>;
  /** Whether a document with this SHA-256, in hexadecimal, is registered. */
  isRegistered(documentHash: string): Promise<boolean>;
  /**
   * Registers documents, all or none. Resolves to how many are new. Throws ALREADY_EXISTS when an ID has another
   * document: clients that use it must not get the answer to another question.
   */
  register(operations: readonly KnownOperation[]): Promise<number>;
}

/** IDs are hashes or names. A longer one is refused before it is looked up. */
export const MAX_OPERATION_ID = 200;
