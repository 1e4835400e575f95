import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../src/kernel/errors.js';
import type { Member } from '../../../src/kernel/viewer.js';
import { inOperation } from '../../../src/ops/operation-scope.js';
import { afterEachInsert } from '../../support/after-insert.js';
import { openSurveys, type SurveyBench } from '../../support/survey-bench.js';

const OWNER: Member = { role: 'owner', subject: 'olga', tenant: 'acme' };
let bench: SurveyBench;
beforeAll(async () => {
  bench = await openSurveys({ poolSize: 3 });
});
afterAll(() => bench?.stop());

describe('a statement that is cancelled', () => {
  it('takes no other with it: the next on its connection is never hit', async () => {
    const slow = (round: number) =>
      inOperation({ deadlineMs: 3 + (round % 9), isWrite: false }, () =>
        bench.database.query('slow', 'SELECT pg_sleep(0.006)::text'),
      );
    const quick = () => bench.database.query<{ one: number }>('quick', 'SELECT 1 AS one');
    const outcomes = { cancelled: 0, done: 0 };
    for (let round = 0; round < 60; round += 1) {
      const slowOnes = [slow(round), slow(round + 1)].map((asked) =>
        asked.then(
          () => void (outcomes.done += 1),
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
            outcomes.cancelled += 1;
          },
        ),
      );
      // Outside of any operation: nothing may end these.
      for (const rows of await Promise.all([quick(), quick(), quick(), quick()])) expect(rows).toEqual([{ one: 1 }]);
      await Promise.all(slowOnes);
    }
    expect(outcomes.cancelled).toBeGreaterThan(0);
    expect(outcomes.cancelled + outcomes.done).toBe(120);
  }, 60_000);
});

describe('a write at its deadline', () => {
  it('has happened exactly when its client was told so, wherever the deadline fell', async () => {
    const told = new Map<string, 'done' | 'none'>();
    // A survey takes longer than the shortest of the deadlines, on any machine.
    await afterEachInsert(bench.database, 'survey', 'PERFORM pg_sleep(0.005)');
    const create = async (n: number) => {
      const title = `Survey ${n}`;
      try {
        await inOperation({ deadlineMs: 2 + (n % 25), isWrite: true }, () =>
          bench.surveys.create(OWNER, { title, pages: [{ title: 'One' }, { title: 'Two' }] }, {}),
        );
        told.set(title, 'done');
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError);
        expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { outcome: 'none' } });
        told.set(title, 'none');
      }
    };
    for (let n = 0; n < 150; n += 3) await Promise.all([create(n), create(n + 1), create(n + 2)]);
    const rows = await bench.database.query<{ title: string }>('titles', 'SELECT title FROM survey WHERE tenant = $1', [
      OWNER.tenant,
    ]);
    const stored = new Set(rows.map(({ title }) => title));
    for (const [title, outcome] of told) expect([title, stored.has(title)]).toEqual([title, outcome === 'done']);
    expect(new Set(told.values())).toEqual(new Set(['done', 'none']));
    // No session was left in a transaction.
    const left = await bench.database.query(
      'left-open',
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    expect(left).toHaveLength(0);
  }, 60_000);
});
