import { serialize } from 'node:v8';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { gatewayEvent } from '../../../src/contracts/gateway-event.js';
import { DomainError } from '../../../src/kernel/errors.js';
import { newId } from '../../../src/kernel/ids.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import type { Prisma } from '../../../src/stores/postgres/generated/client.js';
import { pruneIdempotencyKeys } from '../../../src/stores/postgres/idempotency-keys.js';
import { createUnitOfWork } from '../../../src/stores/postgres/unit-of-work.js';
import { codeOf, keyed, once } from '../../support/booking-fixtures.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';
import { createTestOutbox, outboxEvents } from '../../support/test-outbox.js';

let own: OwnDatabase;
let database: Database;
let notified = 0;
beforeAll(async () => {
  own = await createOwnDatabase();
  database = createDatabase(own.url, 6);
});
beforeEach(() => {
  notified = 0;
});
afterAll(async () => {
  await database.stop();
  await own.drop();
});

const work = () =>
  createUnitOfWork({
    database,
    createStores: (tx) => ({ tx }),
    createOutbox: createTestOutbox,
    signal: { notify: () => void (notified += 1) },
  });
const addVenue = (tx: Prisma.TransactionClient, name: string) =>
  tx.venue.create({
    data: { id: newId('Venue', new Date()), tenant: 't', name, city: 'c', timeZone: 'UTC', createdAt: new Date() },
  });
const venues = (name: string) => database.prisma.venue.count({ where: { name } });
const anEvent = () => {
  const id = newId('Show', new Date());
  return gatewayEvent('gateway.show.cancelled.v1', id, { showId: id }, { tenant: 't', actor: 'a', now: new Date() });
};
const LOCK_VENUE = 'SELECT id FROM venue WHERE id = $1::uuid FOR UPDATE';
const raise = (state: string) => `DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '${state}'; END $$`;
/** A promise and the way to keep it. */
function gate() {
  let open = () => undefined as void;
  return { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
}

describe('a command', () => {
  test('commits its changes and its events together, at READ COMMITTED, and wakes the relay once, afterwards', async () => {
    const event = anEvent();
    const level = await work().run(once, async ({ tx, outbox }) => {
      await addVenue(await tx.prisma(), 'together');
      await outbox.append([event]);
      expect(notified).toBe(0);
      const [row] = await tx.query<{ transaction_isolation: string }>('level', 'SHOW transaction_isolation', []);
      return row?.transaction_isolation;
    });
    expect(level).toBe('read committed');
    expect(notified).toBe(1);
    expect(await venues('together')).toBe(1);
    expect((await outboxEvents(database)).at(-1)?.id).toBe(event.id);
  });

  test('that fails changes nothing, keeps its own error, and wakes nobody', async () => {
    const before = (await outboxEvents(database)).length;
    const failure = new Error('no');
    await expect(
      work().run(once, async ({ tx, outbox }) => {
        await addVenue(await tx.prisma(), 'failed');
        await outbox.append([anEvent()]);
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await venues('failed')).toBe(0);
    expect((await outboxEvents(database)).length).toBe(before);
    expect(notified).toBe(0);
  });

  test('without events wakes nobody', async () => {
    await work().run(once, async ({ tx, outbox }) => {
      await addVenue(await tx.prisma(), 'silent');
      await outbox.append([]);
    });
    expect(notified).toBe(0);
  });
});

describe('a command with an idempotency key', () => {
  test('runs once and replays its result, Dates and all', async () => {
    let runs = 0;
    const command = () =>
      work().run(keyed('replayed'), async ({ tx, outbox }) => {
        runs += 1;
        await addVenue(await tx.prisma(), 'replayed');
        await outbox.append([anEvent()]);
        return { at: new Date(1_700_000_000_000), list: [1, null], none: undefined };
      });
    const first = await command();
    expect(await command()).toEqual(first);
    expect(first.at).toBeInstanceOf(Date);
    expect(runs).toBe(1);
    expect(notified).toBe(1);
    expect(await venues('replayed')).toBe(1);
  });

  test('is refused for another request, and is free for another scope', async () => {
    await work().run(keyed('reused'), async () => 1);
    expect(await codeOf(work().run(keyed('reused', 'other request'), async () => 2))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await work().run(keyed('reused', 'other request', 'somebody else'), async () => 3)).toBe(3);
  });

  test('is refused while the first still runs, and afterwards replays it', async () => {
    const running = gate();
    const finish = gate();
    const first = work().run(keyed('in flight'), async () => {
      running.open();
      await finish.opened;
      return 'first';
    });
    await running.opened;
    expect(await codeOf(work().run(keyed('in flight'), async () => 'second'))).toBe('IDEMPOTENCY_IN_FLIGHT');
    finish.open();
    expect(await first).toBe('first');
    expect(await work().run(keyed('in flight'), async () => 'third')).toBe('first');
  });

  test('of many at once runs in exactly one', async () => {
    let runs = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        work().run(keyed('stampede'), async ({ tx }) => {
          runs += 1;
          await addVenue(await tx.prisma(), 'stampede');
          return 'done';
        }),
      ),
    );
    expect(runs).toBe(1);
    expect(await venues('stampede')).toBe(1);
    const codes = results.map((result) =>
      result.status === 'fulfilled' ? result.value : (result.reason as { code: string }).code,
    );
    expect(new Set(codes.filter((code) => code !== 'IDEMPOTENCY_IN_FLIGHT'))).toEqual(new Set(['done']));
  });

  /** As if another command with the key committed right after this one had looked for a result. */
  const keptMeanwhile = (key: string) =>
    database.pool.query(
      `INSERT INTO idempotency_key (scope, key, request_hash, result) VALUES ('bea', $1, 'hash', $2) ON CONFLICT DO NOTHING`,
      [key, serialize('the first result')],
    );

  test.each(['done', 'failed'])(
    'whose key gets a result meanwhile has that result, when it is itself %s',
    async (how) => {
      const result = await work().run(keyed(how), async ({ tx }) => {
        await addVenue(await tx.prisma(), how);
        await keptMeanwhile(how);
        if (how === 'failed') throw new DomainError('SEAT_TAKEN');
        return 'the second result';
      });
      expect(result).toBe('the first result');
      expect(await venues(how)).toBe(0);
    },
  );

  test('keeps a result of several transactions, unless the key has one', async () => {
    expect(await work().keep(keyed('kept'), 'first')).toBe('first');
    expect(await work().keep(keyed('kept'), 'second')).toBe('first');
    expect(await codeOf(work().keep(keyed('kept', 'other request'), 'third'))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await work().keep(once, 'no key')).toBe('no key');
  });

  test('that failed may be tried again under its key', async () => {
    await expect(work().run(keyed('retried'), async () => Promise.reject(new Error('first try')))).rejects.toThrow(
      'first try',
    );
    expect(await work().run(keyed('retried'), async () => 'second try')).toBe('second try');
  });

  test('is forgotten after a day', async () => {
    await work().run(keyed('yesterday'), async () => 'old');
    await database.pool.query(
      `UPDATE idempotency_key SET created_at = created_at - interval '25 hours' WHERE key = 'yesterday'`,
    );
    expect(await work().run(keyed('yesterday', 'another request'), async () => 'new')).toBe('new');
    expect(await work().run(keyed('yesterday', 'another request'), async () => 'newer')).toBe('new');
    await database.pool.query(`UPDATE idempotency_key SET created_at = created_at - interval '25 hours'`);
    const kept = await database.prisma.idempotencyKey.count();
    expect(await pruneIdempotencyKeys(database, 2)).toBe(2);
    expect(await pruneIdempotencyKeys(database)).toBe(kept - 2);
  });
});

describe('a transaction that loses to another', () => {
  test('by a deadlock is run again, and both commit', async () => {
    const [one, two] = await Promise.all([addVenue(database.prisma, 'one'), addVenue(database.prisma, 'two')]);
    const both = [gate(), gate()];
    let runs = 0;
    const crossing = (mine: number, first: string, second: string) =>
      work().run(once, async ({ tx }) => {
        runs += 1;
        await tx.query('crossing', LOCK_VENUE, [first]);
        both[mine]!.open();
        await both[1 - mine]!.opened;
        await tx.query('crossing', LOCK_VENUE, [second]);
        return mine;
      });
    expect(await Promise.all([crossing(0, one.id, two.id), crossing(1, two.id, one.id)])).toEqual([0, 1]);
    expect(runs).toBe(3);
  });

  test.each(['40001', '40P01'])('by %s is run again, its events appended once', async (state) => {
    let runs = 0;
    const before = (await outboxEvents(database)).length;
    await work().run(once, async ({ tx, outbox }) => {
      runs += 1;
      await outbox.append([anEvent()]);
      if (runs < 3) await tx.execute(`raise-${state}`, raise(state), []);
    });
    expect(runs).toBe(3);
    expect((await outboxEvents(database)).length).toBe(before + 1);
    expect(notified).toBe(1);
  });

  test('is given up after four times, and other failures at once', async () => {
    let runs = 0;
    const failing = (state: string) => {
      runs = 0;
      return work().run(once, async ({ tx }) => {
        runs += 1;
        await tx.execute(`raise-${state}`, raise(state), []);
      });
    };
    await expect(failing('40001')).rejects.toThrow();
    expect(runs).toBe(4);
    await expect(failing('23505')).rejects.toThrow();
    expect(runs).toBe(1);
  });
});
