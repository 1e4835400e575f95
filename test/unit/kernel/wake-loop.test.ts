import { afterEach, describe, expect, it } from '@jest/globals';
import { createWakeLoop, type WakeLoop, type WakeLoopConfig } from '../../../src/kernel/wake-loop.js';
import { until } from '../../support/until.js';

const NEVER_MS = 2 ** 30;
let loop: WakeLoop | undefined;
afterEach(() => loop?.stop());

function start(config: Partial<WakeLoopConfig> & Pick<WakeLoopConfig, 'round'>): WakeLoop {
  loop = createWakeLoop({ pollMs: NEVER_MS, onFailure: () => 0, ...config });
  loop.start();
  return loop;
}
/** A promise, and its resolution. */
function gate() {
  let open = (): void => undefined;
  return { passed: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
}

describe('A wake loop', () => {
  it('begins a round at its start, and the next when it is woken', async () => {
    let rounds = 0;
    const woken = start({ round: async () => ((rounds += 1), 'sleep') });
    await until('the first round', () => rounds === 1);
    woken.wake();
    await until('the second round', () => rounds === 2);
  });

  it('remembers a wake that comes during a round', async () => {
    let rounds = 0;
    const first = gate();
    const woken = start({
      round: async () => {
        rounds += 1;
        if (rounds === 1) await first.passed;
        return 'sleep';
      },
    });
    await until('the first round', () => rounds === 1);
    woken.wake();
    first.open();
    await until('the second round', () => rounds === 2);
  });

  it('goes on after its sleep when nobody wakes it', async () => {
    let rounds = 0;
    start({ pollMs: 1, round: async () => ((rounds += 1), 'sleep') });
    await until('a third round', () => rounds >= 3);
  });

  it('does not sleep while there is more to do, and not before one round ends does another begin', async () => {
    const log: string[] = [];
    start({
      round: async () => {
        log.push('begins');
        await Promise.resolve();
        log.push('ends');
        return log.length < 6 ? 'again' : 'sleep';
      },
    });
    await until('three rounds', () => log.length === 6);
    expect(log).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends']);
  });

  it('counts failures in a row and waits for the given time, which a wake does not shorten', async () => {
    const failures: number[] = [];
    let rounds = 0;
    const failing = start({
      round: async () => {
        rounds += 1;
        if (rounds === 3) return 'again';
        throw new Error('no');
      },
      onFailure: (_, count) => (failures.push(count), failures.length === 4 ? NEVER_MS : 0),
    });
    await until('the fourth failure', () => failures.length === 4);
    expect(failures).toEqual([1, 2, 1, 2]);
    failing.wake();
    await new Promise(setImmediate);
    expect(rounds).toBe(5);
  });

  it('lets the round in hand end when it stops, and tells it', async () => {
    const inHand = gate();
    let told = false;
    let ended = false;
    const stopped = start({
      round: async (stopping) => {
        stopping.addEventListener('abort', () => (told = true));
        await inHand.passed;
        ended = true;
        return 'again';
      },
    });
    const stop = stopped.stop();
    expect([told, stopped.running]).toEqual([true, false]);
    inHand.open();
    await stop;
    expect(ended).toBe(true);
  });

  it('ends a sleep and a wait after a failure when it stops, and starts again', async () => {
    let rounds = 0;
    const restarted = start({ round: async () => ((rounds += 1), 'sleep') });
    await until('the first round', () => rounds === 1);
    await restarted.stop();
    restarted.start();
    await until('a round after it was started again', () => rounds === 2);
    await restarted.stop();

    let failed = 0;
    const failing = start({
      round: async () => {
        throw new Error('no');
      },
      onFailure: () => ((failed += 1), NEVER_MS),
    });
    await until('the failure', () => failed === 1);
    await failing.stop();
  });

  it('begins with a sleep where its configuration says so', async () => {
    let rounds = 0;
    const sleeping = start({ sleepsFirst: true, round: async () => ((rounds += 1), 'sleep') });
    await new Promise(setImmediate);
    expect(rounds).toBe(0);
    sleeping.wake();
    await until('the first round', () => rounds === 1);
  });
});
