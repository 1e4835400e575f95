import { describe, expect, it } from '@jest/globals';
import { activityRangeInput } from '../../../../src/domain/read-models/activity-inputs.js';
import { minutesAfter, NOON } from '../../../support/events.js';

const parse = (request: unknown) => activityRangeInput(NOON).safeParse(request);
const date = (text: string) => new Date(text);

describe('the range of a survey’s activity', () => {
  it('is the 30 days before now, or the day before when it is by the hour', () => {
    expect(parse({}).data).toEqual({ unit: 'day', from: date('2026-01-30T00:00:00Z'), to: NOON });
    expect(parse({ unit: 'hour', from: null }).data).toEqual({
      unit: 'hour',
      from: date('2026-02-28T12:00:00Z'),
      to: NOON,
    });
  });

  it('begins with the whole interval that from is in', () => {
    const from = date('2026-02-27T13:59:59Z');
    expect(parse({ from }).data?.from).toEqual(date('2026-02-27T00:00:00Z'));
    expect(parse({ unit: 'hour', from }).data?.from).toEqual(date('2026-02-27T13:00:00Z'));
  });

  it('ends after it begins, and is not longer than what one answer may have', () => {
    const days = (count: number) => minutesAfter(NOON, -count * 24 * 60);
    const isTaken = (request: unknown) => parse(request).success;
    expect(isTaken({ from: days(366) })).toBe(true);
    expect(isTaken({ from: days(367) })).toBe(false);
    expect(isTaken({ unit: 'hour', from: days(31) })).toBe(true);
    expect(isTaken({ unit: 'hour', from: days(32) })).toBe(false);
    expect(isTaken({ from: NOON, to: NOON })).toBe(false);
    expect(isTaken({ from: NOON, to: minutesAfter(NOON, 1) })).toBe(true);
    expect(isTaken({ from: minutesAfter(NOON, 1) })).toBe(false);
  });

  it('stays within the years that instants have', () => {
    expect(parse({ to: date('0001-01-01T12:00:00Z') }).data?.from).toEqual(date('0001-01-01T00:00:00Z'));
    expect(parse({ to: date('+010000-01-01T00:00:00Z') }).success).toBe(false);
  });

  it('has no other unit or field', () => {
    expect(parse({ unit: 'week' }).success).toBe(false);
    expect(parse({ interval: 'day' }).success).toBe(false);
  });
});
