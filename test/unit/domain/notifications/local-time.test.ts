import { describe, expect, it } from '@jest/globals';
import { localTimeText } from '../../../../src/domain/notifications/local-time.js';

describe('the time of a place', () => {
  it.each([
    ['2026-03-02T19:30:00.000Z', 'Europe/Berlin', 'Monday, 2 March 2026, 20:30 (Europe/Berlin, UTC+01:00)'],
    ['2026-07-02T19:30:00.000Z', 'Europe/Berlin', 'Thursday, 2 July 2026, 21:30 (Europe/Berlin, UTC+02:00)'],
    ['2026-03-02T19:30:00.000Z', 'Asia/Kolkata', 'Tuesday, 3 March 2026, 01:00 (Asia/Kolkata, UTC+05:30)'],
    ['2026-03-02T02:05:00.000Z', 'America/New_York', 'Sunday, 1 March 2026, 21:05 (America/New_York, UTC-05:00)'],
    ['2026-01-01T00:00:00.000Z', 'Europe/London', 'Thursday, 1 January 2026, 00:00 (Europe/London, UTC+00:00)'],
    ['2026-12-31T23:15:00.000Z', 'Asia/Kathmandu', 'Friday, 1 January 2027, 05:00 (Asia/Kathmandu, UTC+05:45)'],
    // Twice half past two: the offset tells which.
    ['2026-10-25T00:30:00.000Z', 'Europe/Berlin', 'Sunday, 25 October 2026, 02:30 (Europe/Berlin, UTC+02:00)'],
    ['2026-10-25T01:30:00.000Z', 'Europe/Berlin', 'Sunday, 25 October 2026, 02:30 (Europe/Berlin, UTC+01:00)'],
    ['2026-03-02T19:30:00.000Z', 'UTC', 'Monday, 2 March 2026, 19:30 (UTC)'],
    ['2026-03-02T19:30:00.000Z', undefined, 'Monday, 2 March 2026, 19:30 (UTC)'],
    ['2026-03-02T19:30:00.000Z', 'Mars/Olympus', 'Monday, 2 March 2026, 19:30 (UTC)'],
  ])('%s in %s is %s', (instant, zone, text) => expect(localTimeText(instant, zone)).toBe(text));
});
