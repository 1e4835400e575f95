import { beforeEach, describe, expect, it } from '@jest/globals';
import { createPace, type Pace } from '../../../src/kernel/pace.js';

let now: number;
let pauses: number[];
let pace: Pace;
beforeEach(() => {
  now = 1_000;
  pauses = [];
  pace = createPace(100, { now: () => now, pause: async (ms) => void pauses.push(ms) });
});

describe('the pace of taking records', () => {
  it('waits for nothing before any have come', async () => {
    await pace.turn();
    pace.taken(0);
    await pace.turn();
    expect(pauses).toEqual([]);
  });

  it('waits after a few records, for the rest of the time', async () => {
    pace.taken(1);
    now += 30;
    await pace.turn();
    pace.taken(49);
    await pace.turn();
    expect(pauses).toEqual([70, 100]);
  });

  it('does not wait when the time is over', async () => {
    pace.taken(1);
    now += 100;
    await pace.turn();
    expect(pauses).toEqual([]);
  });

  it('does not wait in a backlog, which brings many at once', async () => {
    pace.taken(50);
    await pace.turn();
    expect(pauses).toEqual([]);
  });

  it('goes on waiting when a fetch brings nothing meanwhile', async () => {
    pace.taken(3);
    pace.taken(0);
    await pace.turn();
    expect(pauses).toEqual([100]);
  });
});
