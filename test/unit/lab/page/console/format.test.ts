import { describe, expect, it } from '@jest/globals';
import { bytesText, longText, rateText, secondsText, timeText } from '../../../../../lab/page/console/state/format.js';

describe('a figure of the console', () => {
  it('keeps all digits of a 64-bit integer', () => {
    expect(longText('9223372036854775807')).toBe('9,223,372,036,854,775,807');
    expect(longText('unknown')).toBe('unknown');
  });

  it.each([
    [null, 'unknown'],
    [0, '0 s'],
    [1.25, '1.3 s'],
    [59.6, '60 s'],
    [600, '10 min'],
    [86_400, '24 h'],
    [604_800, '7 days'],
  ])('of %p seconds is read at a glance: %s', (seconds, text) => expect(secondsText(seconds)).toBe(text));

  it('of bytes, rates and times has its unit', () => {
    expect([bytesText(12), bytesText(2_048), bytesText(4 * 1_024 ** 2)]).toEqual(['12 B', '2.0 KiB', '4.0 MiB']);
    expect([rateText(null), rateText(0.25)]).toEqual(['unknown', '0.3/s']);
    expect(timeText('2026-03-01T12:00:00.000Z')).toBe('2026-03-01 12:00:00 UTC');
  });
});
