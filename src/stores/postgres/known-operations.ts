import { createHash } from 'node:crypto';
import { DomainError } from '../../kernel/errors.js';
import type { KnownOperations, RegisteredOperation } from '../../domain/known-operations/known-operations.js';
import type { Database } from './database.js';

/** Ends a transaction whose work is only looked at. */
class DryRun extends Error {}

/** KnownOperations over PostgreSQL. */
export function createKnownOperations(database: Database): KnownOperations {
  /** Runs `work` in a transaction, which is rolled back for a dry run. */
  async function write<T>(
    dryRun: boolean,
    work: (tx: Parameters<Parameters<typeof database.prisma.$transaction>[0]>[0]) => Promise<T>,
  ): Promise<T> {
    let result: T | undefined;
    try {
      await database.prisma.$transaction(async (tx) => {
        result = await work(tx);
        if (dryRun) throw new DryRun();
      });
    } catch (error) {
      if (!(error instanceof DryRun)) throw error;
    }
    return result as T;
  }

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

    register(operations, { dryRun = false } = {}) {
      const ids = operations.map(({ id }) => id);
      const documents = operations.map(({ document }) => document);
      const hashes = documents.map((document) => createHash('sha256').update(document).digest('hex'));
      return write(dryRun, async (tx) => {
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
            { id: changed[0].id },
          );
        return added;
      });
    },

    list: () =>
      database.query<RegisteredOperation & Record<string, unknown>>(
        '',
        'SELECT id, document, registered_at AS "registeredAt" FROM known_operation ORDER BY id',
      ),

    remove: (ids, { dryRun = false } = {}) =>
      write(dryRun, async (tx) => {
        const removed = await tx.$queryRaw<{ id: string }[]>`
          DELETE FROM known_operation WHERE id = ANY(${[...ids]}::text[]) RETURNING id`;
        return removed.map(({ id }) => id);
      }),
  };
}
