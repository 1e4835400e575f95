import { describe, expect, it } from '@jest/globals';
import { createVenueInput } from '../../../src/domain/bookings/booking-inputs.js';
import { canonicalTimeZone } from '../../../src/kernel/time-zones.js';

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['EUROPE/BERLIN', 'Europe/Berlin'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['US/Eastern', 'America/New_York'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Asia/Katmandu', 'Asia/Kathmandu'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Godthab', 'America/Nuuk'],
    ['Asia/Rangoon', 'Asia/Yangon'],
    ['GB', 'Europe/London'],
    ['PRC', 'Asia/Shanghai'],
    ['NZ', 'Pacific/Auckland'],
    ['Iceland', 'Atlantic/Reykjavik'],
    ['Europe/Stockholm', 'Europe/Stockholm'],
    ['Europe/Amsterdam', 'Europe/Amsterdam'],
    ['Africa/Asmera', 'Africa/Asmara'],
    ['Pacific/Truk', 'Pacific/Chuuk'],
    ['Turkey', 'Europe/Istanbul'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['etc/gmt', 'UTC'],
    ['Zulu', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['EST5EDT', 'America/New_York'],
    ['CET', 'Europe/Brussels'],
    ['HST', 'Pacific/Honolulu'],
    ['America/Argentina/ComodRivadavia', 'America/Argentina/Catamarca'],
  ])('named %s is %s', (name, zone) => {
    expect(canonicalTimeZone(name)).toBe(zone);
    expect(createVenueInput.parse({ name: 'Odeon', city: 'X', timeZone: name }).timeZone).toBe(zone);
    expect(canonicalTimeZone(zone)).toBe(zone);
  });

  it.each([
    'Mars/Olympus',
    '+01:00',
    'GMT+1',
    'UTC+2',
    '',
    'Europe',
    'Europe/',
    'Europe/Berlin ',
    'Factory',
    'posix/Europe/Berlin',
    'SystemV/EST5',
    'Etc/Unknown',
    '__proto__',
    'constructor',
    'Europe\u2215Berlin',
    'local',
  ])('is not named %j', (name) => {
    expect(canonicalTimeZone(name)).toBeUndefined();
    expect(createVenueInput.safeParse({ name: 'Odeon', city: 'X', timeZone: name }).success).toBe(false);
  });

  it('is known by every name that this Node has', () => {
    const unknown = Intl.supportedValuesOf('timeZone').filter((name) => canonicalTimeZone(name) === undefined);
    expect(unknown).toEqual([]);
  });

  it('can be used by this Node under its name of today', () => {
    const names = [
      'Asia/Kolkata',
      'Europe/Kyiv',
      'America/Nuuk',
      'Pacific/Chuuk',
      'Pacific/Kanton',
      'America/Ciudad_Juarez',
      'UTC',
    ];
    for (const timeZone of names) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  });
});
