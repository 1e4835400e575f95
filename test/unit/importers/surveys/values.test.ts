import { describe, expect, it } from '@jest/globals';
import { dateFormat, isZone, type DateFormat } from '../../../../src/importers/surveys/date-format.js';
import { numberOf } from '../../../../src/importers/surveys/number-text.js';
import { instantOf } from '../../../../src/importers/surveys/zoned-time.js';

describe('a number in a cell', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['-3', -3],
    ['+4', 4],
    ['007', 7],
    ['2.50', 2.5],
    ['.5', 0.5],
    ['-0', 0],
    ['100000000000000000000', 1e20],
    ['0.1', 0.1],
    ['3.0', 3],
  ])('reads %j', (text, number) => {
    expect(numberOf(text, { decimal: '.' })).toBe(number);
  });

  it.each([
    '',
    ' ',
    '0x1F',
    '0b1',
    '0o7',
    '1e3',
    '1E3',
    'Infinity',
    '-Infinity',
    'NaN',
    '1_000',
    '1,000',
    '1 000',
    '١٢',
    '１２',
    '½',
    '5.',
    '.',
    '-',
    '--1',
    '1-',
    '12a',
    '$5',
    '5%',
    '1.2.3',
    '1,5',
    '\u22125',
    '1\u0000',
    '0.1.',
  ])('refuses %j', (text) => {
    expect(numberOf(text, { decimal: '.' })).toBe('is not a number');
  });

  it.each([
    ...[
      '9007199254740993',
      '123456789012345678901',
      '0.1234567890123456789',
      `${'9'.repeat(400)}`,
      '-2.9999999999999999',
    ],
    ...['9007199254740993.5', '1.0000000000000001', '0.12345678901234567', `0.${'0'.repeat(400)}1`],
  ])('refuses %j, which would be rounded', (text) => {
    expect(numberOf(text, { decimal: '.' })).toBe('has more digits than a number can store exactly');
  });

  it('takes no time that grows with the square of its length', () => {
    const began = performance.now();
    for (const text of [`0.${'0'.repeat(900_000)}1`, '1'.repeat(900_000), `${'1,111'.repeat(100_000)}x`])
      expect(typeof numberOf(text, { decimal: '.', thousands: ',' })).toBe('string');
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('has the decimals and thousands that the codebook says, and no others', () => {
    const german = { decimal: ',', thousands: '.' } as const;
    expect(['1.234,5', '1234,5', '1.234', '12.345.678', ',5', '-1.000'].map((text) => numberOf(text, german))).toEqual([
      1234.5, 1234.5, 1234, 12_345_678, 0.5, -1000,
    ]);
    for (const wrong of ['1.23', '1.2345', '.123', '1,5,5', '1,234.5', '1..234', '1.234.5'])
      expect(numberOf(wrong, german)).toBe('is not a number');
    expect(numberOf('1 234,5', { decimal: ',', thousands: ' ' })).toBe(1234.5);
    expect(numberOf('1\u202f234', { decimal: ',', thousands: '\u202f' })).toBe(1234);
    expect(numberOf("1'234.5", { decimal: '.', thousands: "'" })).toBe(1234.5);
    expect(numberOf('3,75', { decimal: ',' })).toBe(3.75);
    expect(numberOf('3.75', { decimal: ',' })).toBe('is not a number');
  });
});

const read = (format: string, text: string) => (dateFormat(format) as DateFormat).read(text);
const day = (year: number, month: number, date: number) => ({ year, month, day: date });
const time = (hour: number, minute: number, second = 0, millisecond = 0) => ({ hour, minute, second, millisecond });

describe('a date in a cell', () => {
  it.each<[string, string, object]>([
    ['iso', '2026-11-20T15:15:11Z', { date: day(2026, 11, 20), time: time(15, 15, 11), offset: 0 }],
    ['iso', '2026-11-20 15:15:11.1239+05:30', { date: day(2026, 11, 20), time: time(15, 15, 11, 123), offset: 330 }],
    ['iso', '2024-02-29', { date: day(2024, 2, 29) }],
    ['iso', '23:59', { time: time(23, 59) }],
    ['us', '11/20/2026 03:15:11 PM', { date: day(2026, 11, 20), time: time(15, 15, 11) }],
    ['us', '1/2/2026 12:05 AM', { date: day(2026, 1, 2), time: time(0, 5) }],
    ['us', '1/2/2026 12:05\u202fp.m.', { date: day(2026, 1, 2), time: time(12, 5) }],
    ['us', '1/2/2026, 17:05', { date: day(2026, 1, 2), time: time(17, 5) }],
    ['eu', '20.11.2026 15:15', { date: day(2026, 11, 20), time: time(15, 15) }],
    ['eu', '3/4/2026', { date: day(2026, 4, 3) }],
    ['DD.MM.YYYY HH:mm', '20.11.2026 15:15', { date: day(2026, 11, 20), time: time(15, 15) }],
    ['MMM D, YYYY h:mm A', 'Nov 3, 2026 3:15 pm', { date: day(2026, 11, 3), time: time(15, 15) }],
    ['D MMMM YYYY [at] H:mm', '3 November 2026 at 9:05', { date: day(2026, 11, 3), time: time(9, 5) }],
    ['YYYYMMDD', '20261103', { date: day(2026, 11, 3) }],
    [
      'YYYY/MM/DD HH:mm:ss Z',
      '2026/11/03 01:02:03 -0800',
      { date: day(2026, 11, 3), time: time(1, 2, 3), offset: -480 },
    ],
  ])('of the format %j reads %j', (format, text, expected) => {
    expect(read(format, text)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['iso', '2026-02-30'],
    ['iso', '2025-02-29'],
    ['iso', '1900-02-29'],
    ['iso', '0000-01-01'],
    ['iso', '2026-13-01'],
    ['iso', '2026-04-31'],
    ['iso', '2026-11-20T24:00:00Z'],
    ['iso', '2026-11-20T15:60:00Z'],
    ['iso', '2026-12-31T23:59:60Z'],
    ['iso', '2026-11-20T15:15:11+24:00'],
    ['iso', '2026-11-20T15'],
    ['iso', '20/11/2026'],
    ['iso', '2026-11-20T15:15Zzz'],
    ['us', '20/11/2026'],
    ['us', '11/20/26'],
    ['us', '11/20/2026 13:15 PM'],
    ['us', '11/20/2026 0:15 AM'],
    ['us', '11/20-2026'],
    ['us', '2026-11-20'],
    ['us', ''],
    ['eu', '11/20/2026'],
    ['eu', '31.04.2026'],
    ['DD.MM.YYYY', '1.2.2026'],
    ['DD.MM.YYYY', '01x02x2026'],
    ['MMM D, YYYY', 'Foo 3, 2026'],
    ['MMMM D, YYYY', 'Nov 3, 2026'],
    ['iso', '+002026-11-20'],
  ])('of the format %j is none for %j', (format, text) => {
    expect(read(format, text)).toBeUndefined();
  });

  it.each<[string, RegExp]>([
    ['dd/mm/yyyy', /dd means nothing/],
    ['DD.MM.YY', /YY means nothing/],
    ['MM/YYYY', /must have YYYY, a month and a day/],
    ['HH:mm:HH', /has the hour twice/],
    ['D.M.YYYY hh:mm', /must have A/],
    ['D.M.YYYY HH:mm A', /must have A/],
    ['D.M.YYYY HH', /must have an hour and mm/],
    ['european', /means nothing|is not/],
    ['', /is not iso/],
    ['HH:mm Z', /offset without date/],
    ['TODO: us or eu', /still a TODO/],
    ['__proto__', /means nothing|is not/],
  ])('has no format %j', (format, problem) => {
    expect(dateFormat(format)).toEqual(expect.stringMatching(problem));
  });
});

describe('a time in a zone', () => {
  const instant = (text: string, zone: string | undefined, ambiguous: 'refuse' | 'earlier' | 'later' = 'refuse') => {
    const found = instantOf(read('iso', text) ?? {}, { zone, ambiguous });
    return typeof found === 'string' ? found : found.toISOString();
  };

  it.each<[string, string, string]>([
    ['2026-11-20 15:15:11', 'America/New_York', '2026-11-20T20:15:11.000Z'],
    ['2026-07-01 12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['2026-07-01 12:00', 'Asia/Kolkata', '2026-07-01T06:30:00.000Z'],
    ['2026-07-01 12:00', 'Asia/Kathmandu', '2026-07-01T06:15:00.000Z'],
    ['2026-10-04 02:15', 'Australia/Adelaide', 'does not exist in Australia/Adelaide: clocks were set forward over it'],
    ['2026-03-08 02:30', 'America/New_York', 'does not exist in America/New_York: clocks were set forward over it'],
    ['2026-11-01 00:59:59', 'America/New_York', '2026-11-01T04:59:59.000Z'],
    ['2026-11-01 02:00', 'America/New_York', '2026-11-01T07:00:00.000Z'],
    ['2011-12-30 12:00', 'Pacific/Apia', 'does not exist in Pacific/Apia: clocks were set forward over it'],
    ['1880-01-01 00:00', 'Europe/Paris', '1879-12-31T23:50:39.000Z'],
    ['0001-01-01 00:00', 'UTC', '0001-01-01T00:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(instant(text, zone)).toBe(expected);
  });

  it('that clocks show twice is refused, unless the codebook says which is meant', () => {
    expect(instant('2026-11-01 01:30', 'America/New_York')).toContain('happened twice in America/New_York');
    expect(instant('2026-11-01 01:30', 'America/New_York', 'earlier')).toBe('2026-11-01T05:30:00.000Z');
    expect(instant('2026-11-01 01:30', 'America/New_York', 'later')).toBe('2026-11-01T06:30:00.000Z');
    expect(instant('2026-04-05 01:45', 'Australia/Lord_Howe', 'later')).toBe('2026-04-04T15:15:00.000Z');
  });

  it('needs no zone when it says its offset, and one otherwise', () => {
    expect(instant('2026-11-01T01:30:00-05:00', 'America/New_York')).toBe('2026-11-01T06:30:00.000Z');
    expect(instant('2026-11-01T01:30:00', undefined)).toContain('has no offset');
    expect(instant('2026-11-01', 'UTC')).toBe('is not a date with a time');
  });

  it('stays within the years that go out again', () => {
    expect(instant('9999-12-31T23:59:59-12:00', undefined)).toBe('is not within the years 1 to 9999');
    expect(instant('0001-01-01T00:00:00+12:00', undefined)).toBe('is not within the years 1 to 9999');
    expect(instant('9999-12-31 23:59', 'America/New_York')).toBe('is not within the years 1 to 9999');
  });

  it('knows the zones of the IANA database', () => {
    expect(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'].map(isZone)).toEqual([true, true, true]);
    expect(['+01:00', 'Mars/Base', '', 'TODO: zone', 'Europe/Berlin '].map(isZone)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
