import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { createPointsLedger } from '../../../src/stores/postgres/points-ledger.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';

const MINUTE = 60_000;
let own: OwnDatabase;
let databases: readonly [Database, Database];
beforeAll(async () => {
  own = await createOwnDatabase();
  databases = [createDatabase(own.url, 5), createDatabase(own.url, 5)];
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.stop()));
  await own.drop();
});

const rows = () =>
  databases[0].pool.query<{ caller: string; points: string }>('SELECT caller, points FROM spent_points');

describe('the points of callers in PostgreSQL', () => {
  it('are the sums of what all gateways add at once, for the same callers in any order', async () => {
    const ledgers = databases.map((database) => createPointsLedger(database));
    const keys = Array.from({ length: 50 }, (_, index) => `caller ${index}`);
    const rounds = Array.from({ length: 20 }, (_, round) =>
      ledgers.map((ledger, index) => {
        const ordered = (round + index) % 2 === 0 ? keys : keys.toReversed();
        return ledger.add(MINUTE, new Map(ordered.map((key) => [key, 2])));
      }),
    );
    await Promise.all(rounds.flat());
    const sums = await ledgers[0]!.add(MINUTE, new Map(keys.map((key) => [key, 0])));
    expect(sums).toEqual(new Map(keys.map((key) => [key, 80])));
    expect(await ledgers[0]!.add(2 * MINUTE, new Map([['caller 0', 1]]))).toEqual(new Map([['caller 0', 1]]));
  });

  it('name no caller', async () => {
    await createPointsLedger(databases[0]).add(MINUTE, new Map([['192.0.2.7', 1]]));
    expect(JSON.stringify((await rows()).rows)).not.toContain('192.0.2');
  });

  it('are removed some minutes later', async () => {
    const ledger = createPointsLedger(databases[0]);
    expect((await rows()).rows.length).toBeGreaterThan(1);
    await ledger.add(60 * MINUTE, new Map([['late', 1]]));
    expect((await rows()).rows).toEqual([{ caller: expect.any(String), points: '1' }]);
  });
});
