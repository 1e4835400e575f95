import { createHash } from 'node:crypto';
import { DomainError } from '../../kernel/errors.js';
import type { KnownOperations } from '../../domain/known-operations/known-operations.js';
import type { Database } from './database.js';

/** KnownOperations over PostgreSQL. */
export function createKnownOperations(database: Database): KnownOperations {
  return {
    async find(id) {
      const [row] = await database.query<{ document: string }>(
        'known-operation',
        'SELECT document FROM known_operation WHERE id = $1',
        [id],
      );
      return row?.document;
    },

    async isRegistered(documentHash) {
      const rows = await database.query(
        'known-operation-hash',
        'SELECT 1 AS one FROM known_operation WHERE document_hash = $1 LIMIT 1',
        [documentHash],
      );
      return rows.length > 0;
    },

    async register(operations) {
      const ids = operations.map(({ id }) => id);
      const documents = operations.map(({ document }) => document);
      const hashes = documents.map((document) => createHash('sha256').update(document).digest('hex'));
      return database.prisma.$transaction(async (tx) => {
        const added = await tx.$executeRaw`
          INSERT INTO known_operation (id, document, document_hash)
          SELECT * FROM unnest(${ids}::text[], ${documents}::text[], ${hashes}::text[]) ON CONFLICT (id) DO NOTHING`;
        const changed = await tx.$queryRaw<{ id: string }[]>`
          SELECT given.id FROM unnest(${ids}::text[], ${hashes}::text[]) AS given(id, hash)
          JOIN known_operation known ON known.id = given.id AND known.document_hash <> given.hash`;
        if (changed[0] !== undefined)
          throw new DomainError(
            'ALREADY_EXISTS',
            `The operation ${changed[0].id} is registered with another document.`,
          );
        return added;
      });
    },
  };
}
