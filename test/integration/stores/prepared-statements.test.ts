import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'graphql';
import type { GatewayServices } from '../../../src/domain/services.js';
import type { Member } from '../../../src/kernel/viewer.js';
import { ANSWER_LIMITS } from '../../../src/ops/load/limits.js';
import { createGraphQLContext } from '../../../src/ports/graphql/context.js';
import { answerText } from '../../../src/ports/graphql/planned/planned-data.js';
import { createPlannedExecutor, type PlannedExecutor } from '../../../src/ports/graphql/planned/planned-executor.js';
import { createSchema } from '../../../src/ports/graphql/schema.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { createPlanRunner } from '../../../src/stores/postgres/plan-runner.js';
import { PREPARED_LIMITS } from '../../../src/stores/postgres/prepared-statements.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';

jest.setTimeout(120_000);

let own: OwnDatabase;
/** It has one connection, so what that has prepared can be seen. */
let database: Database;
let execute: PlannedExecutor['execute'];
beforeAll(async () => {
  own = await createOwnDatabase();
  database = createDatabase(own.url, 1);
  ({ execute } = createPlannedExecutor(
    createSchema(path.resolve(import.meta.dirname, '../../..')),
    createPlanRunner(database),
  ));
});
afterAll(async () => {
  await database?.stop();
  await own?.drop();
});

const viewer: Member = { role: 'owner', tenant: 'acme', subject: 'owner@acme' };
const documents = Array.from({ length: 3 * PREPARED_LIMITS.statements }, (_, n) =>
  parse(`{ shows(first: 1) { total${n}: totalCount } }`),
);

async function answerTo(document: (typeof documents)[number]): Promise<string> {
  const contextValue = createGraphQLContext({} as GatewayServices, viewer, ANSWER_LIMITS);
  const result = await execute({ document, operationName: undefined, variables: {}, contextValue });
  return answerText(result ?? {});
}
const prepared = async () => {
  const [row] = await database.query<{ count: number }>('', 'SELECT count(*) FROM pg_prepared_statements');
  return row?.count ?? -1;
};

describe('many different operations', () => {
  it('prepare no statement when each is executed once', async () => {
    const before = await prepared();
    for (const document of documents) await answerTo(document);
    expect(await prepared()).toBe(before);
  });

  it('prepare a bounded number of statements when each is repeated, and are answered right', async () => {
    let most = 0;
    for (const [n, document] of documents.entries()) {
      expect(await answerTo(document)).toBe(`{"data":{"shows":{"total${n}":0}}}`);
      if (n % 100 === 0) most = Math.max(most, await prepared());
    }
    most = Math.max(most, await prepared());
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(PREPARED_LIMITS.statements);
    expect(await answerTo(documents[0] as (typeof documents)[number])).toBe('{"data":{"shows":{"total0":0}}}');
  });

  it('leave a transaction as it is, also one that has failed', async () => {
    await expect(
      database.prisma.$transaction(async (tx) => {
        for (let n = 0; n < PREPARED_LIMITS.statements + 10; n += 1)
          await tx.$queryRawUnsafe(`SELECT ${n} AS n FROM show LIMIT 1`);
        await tx.$queryRawUnsafe('SELECT 1 / 0');
      }),
    ).rejects.toThrow();
    expect(await prepared()).toBeLessThanOrEqual(PREPARED_LIMITS.statements);
    expect(await answerTo(documents[1] as (typeof documents)[number])).toBe('{"data":{"shows":{"total1":0}}}');
  });

  it('are more than a connection keeps without the bound', async () => {
    const names = documents.slice(0, PREPARED_LIMITS.statements + 50);
    const client = await database.pool.connect();
    try {
      // Past the bound: as SQL, which nobody counts.
      for (const [n] of names.entries()) await client.query(`PREPARE control_${n} AS SELECT ${n}`);
      const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM pg_prepared_statements');
      expect(Number(rows[0]?.count)).toBeGreaterThan(PREPARED_LIMITS.statements);
      await client.query('DEALLOCATE ALL');
    } finally {
      client.release(true);
    }
  });
});
