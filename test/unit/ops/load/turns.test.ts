import { describe, expect, it } from '@jest/globals';
import { createTurns } from '../../../../src/ops/load/turns.js';

/** Work that takes `ms` of a clock of its own. */
function workers(turns: ReturnType<typeof createTurns>, clock: { now: number }, log: string[]) {
  return async (name: string, ms: number) => {
    await turns.next('a client');
    clock.now += ms;
    log.push(name);
  };
}

describe('turns', () => {
  it('let other work of the event loop in between two long pieces', async () => {
    const clock = { now: 0 };
    const log: string[] = [];
    const work = workers(
      createTurns(() => clock.now),
      clock,
      log,
    );
    const others = new Promise<void>((resolve) => setImmediate(() => resolve(void log.push('another'))));
    await Promise.all([work('a', 100), work('b', 100), work('c', 100), others]);
    expect(log.indexOf('another')).toBeLessThan(log.indexOf('b'));
    expect(log.filter((name) => name !== 'another')).toEqual(['a', 'b', 'c']);
  });

  it('run short pieces in one turn', async () => {
    const clock = { now: 0 };
    const log: string[] = [];
    const work = workers(
      createTurns(() => clock.now),
      clock,
      log,
    );
    let turned = false;
    setImmediate(() => (turned = true));
    await Promise.all(['a', 'b', 'c'].map((name) => work(name, 1)));
    expect([log, turned]).toEqual([['a', 'b', 'c'], false]);
  });

  it('run everything in the end, however much waits', async () => {
    const clock = { now: 0 };
    const log: string[] = [];
    const work = workers(
      createTurns(() => clock.now),
      clock,
      log,
    );
    const names = Array.from({ length: 500 }, (_, n) => String(n));
    await Promise.all(names.map((name) => work(name, 20)));
    expect(log).toEqual(names);
  });

  it('let each client in turn have a piece of work done, however much another has', async () => {
    const clock = { now: 0 };
    const turns = createTurns(() => clock.now);
    const log: string[] = [];
    const work = async (client: string) => {
      await turns.next(client);
      clock.now += 20;
      log.push(client);
    };
    const greedy = Array.from({ length: 50 }, () => work('greedy'));
    await Promise.all([work('modest'), ...greedy, work('modest')]);
    expect(log.lastIndexOf('modest')).toBeLessThan(6);
    expect(log).toHaveLength(52);
  });
});
