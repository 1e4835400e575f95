import { describe, expect, it } from '@jest/globals';
import type { ModelGenerations } from '../../../../src/domain/read-models/model-generations.js';
import { replayModel } from '../../../../src/domain/read-models/replay-model.js';

/** A replay whose steps are noted; the step named `fails` is its last. */
async function replayed(fails?: string) {
  const steps: string[] = [];
  let state = { read: 3, written: [3] as readonly number[] };
  let now = 0;
  const step = (name: string) => {
    steps.push(name);
    return name === fails ? Promise.reject(new Error(name)) : Promise.resolve();
  };
  const generations: ModelGenerations = {
    current: () => Promise.resolve(state.read),
    begin: () => step('begin').then(() => 4),
    async use(read, written) {
      await step(`read ${read}, write ${written.join(' and ')}`);
      state = { read, written };
    },
    removeOthers: () => step('remove'),
    end: () => step('end'),
    abandon: () => void steps.push('abandon'),
  };
  const outcome = await replayModel({
    generations,
    replayInto: (generation) => ({ catchUp: () => step(`apply to ${generation}`) }),
    writersSettleMs: 300,
    readersSettleMs: 100,
    now: () => now,
    pause: (ms) => {
      now += ms;
      return step(`wait ${ms}`);
    },
    onStep: () => undefined,
  }).then(
    (generation) => `generation ${generation}`,
    (error: Error) => error.message,
  );
  return { steps, state, outcome };
}

const ALL = [
  'begin',
  'apply to 4',
  'read 3, write 4 and 3',
  'apply to 4',
  'wait 200',
  'apply to 4',
  'wait 200',
  'apply to 4',
  'read 4, write 4 and 3',
  'wait 100',
  'read 4, write 4',
  'wait 300',
  'remove',
  'end',
];

describe('a replay', () => {
  it('lets consumers write both before it swaps, and applies the log once more after all of them do', async () => {
    expect(await replayed()).toEqual({ steps: ALL, state: { read: 4, written: [4] }, outcome: 'generation 4' });
  });

  it.each([...new Set(ALL)].filter((step) => step !== 'end' && step !== 'begin'))(
    'that fails at "%s" leaves a generation that is read and written, and the lease while others may use what it made',
    async (fails) => {
      const { steps, state, outcome } = await replayed(fails);
      expect(outcome).toBe(fails);
      expect(steps.at(-1)).toBe(steps.includes('read 3, write 4 and 3') ? 'abandon' : 'end');
      expect(state.written).toContain(state.read);
      if (steps.includes('read 4, write 4 and 3') && fails !== 'read 4, write 4 and 3') expect(state.read).toBe(4);
      else expect(state.read).toBe(3);
    },
  );

  it('never removes a generation before readers and consumers have left it', async () => {
    const { steps } = await replayed();
    const place = (step: string) => steps.indexOf(step);
    expect(place('remove')).toBeGreaterThan(place('wait 300'));
    expect(place('wait 300')).toBeGreaterThan(place('read 4, write 4'));
    expect(place('read 4, write 4')).toBeGreaterThan(place('wait 100'));
  });
});
