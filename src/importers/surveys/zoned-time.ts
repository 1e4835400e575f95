import type { ParsedMoment } from './date-format.js';

/** The rules by which the moments of a file become instants. */
interface ZoneRules {
  /** An IANA zone. Undefined when moments without an offset are refused. */
  readonly zone?: string | undefined;
  /** Which instant is meant by a time that occurs twice, in the night in which clocks are set back. */
  readonly ambiguous: 'refuse' | 'earlier' | 'later';
}

const DAY_MS = 86_400_000;

/** The instant of a date and time, or a string with the reason why there is none. */
export function instantOf({ date, time, offset }: ParsedMoment, { zone, ambiguous }: ZoneRules): Date | string {
  if (date === undefined || time === undefined) return 'is not a date with a time';
  const wall = new Date(0);
  wall.setUTCFullYear(date.year, date.month - 1, date.day);
  wall.setUTCHours(time.hour, time.minute, time.second, time.millisecond);
  if (offset !== undefined) return within(wall.getTime() - offset * 60_000);
  if (zone === undefined) return 'has no offset from UTC, and the codebook has no zone (dates.zone)';
  const found = instantsShowing(wall.getTime(), zone);
  if (found.length === 0) return `does not exist in ${zone}: clocks were set forward over it`;
  if (found.length > 1 && ambiguous === 'refuse')
    return `happened twice in ${zone}, where clocks were set back: say which is meant in dates.ambiguous`;
  return within((ambiguous === 'later' ? found.at(-1) : found[0]) as number);
}

/** Instants in answers have a year of four digits. */
function within(instant: number): Date | string {
  const year = new Date(instant).getUTCFullYear();
  return year >= 1 && year <= 9999 ? new Date(instant) : 'is not within the years 1 to 9999';
}

/** The instants at which a clock in `zone` shows `wall`, earliest first: none, one, or two. */
function instantsShowing(wall: number, zone: string): number[] {
  const offsets = new Set([offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((instant) => offsetAt(instant, zone) === wall - instant)
    .sort((a, b) => a - b);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds by which clocks in `zone` are ahead of UTC. */
function offsetAt(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const shown = new Date(0);
  shown.setUTCFullYear(parts.get('era') === 'BC' ? 1 - part('year') : part('year'), part('month') - 1, part('day'));
  shown.setUTCHours(part('hour'), part('minute'), part('second'));
  return shown.getTime() - Math.floor(instant / 1000) * 1000;
}
