import { describe, expect, it } from '@jest/globals';
import {
  GAP_MINUTES,
  latestNonOverlappingStart,
  MAX_RUNNING_MINUTES,
  occupancyOf,
  requireFreeScreen,
  USUAL_RUNNING_MINUTES,
} from '../../../../src/domain/bookings/occupancy.js';
import { at, outcome, show } from './samples.js';

const planned = (minutes: number, runningTimeMinutes: number | null) => ({
  id: show().id,
  startsAt: at(minutes),
  runningTimeMinutes,
});
const ask = (minutes: number, running: number | null, ...others: ReturnType<typeof planned>[]) =>
  outcome(() => requireFreeScreen(occupancyOf({ startsAt: at(minutes), runningTimeMinutes: running }), others));

describe('a screen', () => {
  it('is taken from the start of a show to the end of the gap behind it', () => {
    const other = planned(0, 100);
    expect([-1000, -115, 115, 1000].map((minutes) => ask(minutes, 100, other))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([-114, -50, 0, 50, 99, 114].map((minutes) => ask(minutes, 100, other))).toEqual(
      Array(6).fill('SCREEN_OCCUPIED'),
    );
  });

  it('is taken by a show within another and around another', () => {
    expect(ask(30, 10, planned(0, 100))).toBe('SCREEN_OCCUPIED');
    expect(ask(-30, 300, planned(0, 100))).toBe('SCREEN_OCCUPIED');
    expect(ask(115, 50, planned(0, 100), planned(180, 100))).toBeUndefined();
    expect(ask(115, 51, planned(0, 100), planned(180, 100))).toBe('SCREEN_OCCUPIED');
  });

  it('is taken for the usual time by a movie whose running time is not known', () => {
    expect(ask(USUAL_RUNNING_MINUTES + GAP_MINUTES - 1, null, planned(0, null))).toBe('SCREEN_OCCUPIED');
    expect(ask(USUAL_RUNNING_MINUTES + GAP_MINUTES, null, planned(0, null))).toBeUndefined();
  });

  it('names the show that has it, and its times', () => {
    expect(() => requireFreeScreen(occupancyOf(planned(10, 90)), [planned(0, 100)])).toThrow(
      expect.objectContaining({
        code: 'SCREEN_OCCUPIED',
        details: {
          argument: 'startsAt',
          showId: show().id,
          occupiedFrom: at(0).toISOString(),
          occupiedUntil: at(115).toISOString(),
        },
      }),
    );
  });

  it('is searched back to where the longest movie would have begun', () => {
    expect(latestNonOverlappingStart(occupancyOf(planned(0, 100)))).toEqual(at(-MAX_RUNNING_MINUTES - GAP_MINUTES));
    expect(ask(0, 100, planned(-MAX_RUNNING_MINUTES - GAP_MINUTES, MAX_RUNNING_MINUTES))).toBeUndefined();
    expect(ask(0, 100, planned(-MAX_RUNNING_MINUTES - GAP_MINUTES + 1, MAX_RUNNING_MINUTES))).toBe('SCREEN_OCCUPIED');
  });
});
