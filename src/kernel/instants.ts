/**
 * The instants and days that the gateway accepts. Each can be stored by PostgreSQL and by MongoDB and written as RFC
 * 3339, so the years are 0001 to 9999, in UTC. PostgreSQL has no year 0, and RFC 3339 has no year 10000.
 */
export const EARLIEST_INSTANT = new Date('0001-01-01T00:00:00.000Z');
export const LATEST_INSTANT = new Date('9999-12-31T23:59:59.999Z');

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const MINUTE_MS = 60_000;

/** Whether the gateway accepts this instant. */
export function isInstant(at: Date): boolean {
  return at >= EARLIEST_INSTANT && at <= LATEST_INSTANT;
}

/**
 * The instant of an RFC 3339 text. Undefined for any other text, and for an instant that the gateway does not accept.
 * The day must exist in the calendar. 24:00 and leap seconds (:60) are refused, because no store distinguishes them
 * from the next second. Fractions below a millisecond are cut off. `seconds: 'optional'` also accepts a text without
 * seconds, as other programs write it.
 */
export function parseInstant(
  text: string,
  { seconds = 'required' }: { readonly seconds?: 'required' | 'optional' } = {},
): Date | undefined {
  const [, day = '', hour, minute, second, fraction = '', sign, offsetHour = 0, offsetMinute = 0] =
    RFC_3339.exec(text) ?? [];
  const midnight = midnightOf(day);
  if (midnight === undefined || (second === undefined && seconds === 'required')) return undefined;
  if (
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second ?? 0) > 59 ||
    Number(offsetHour) > 23 ||
    Number(offsetMinute) > 59
  )
    return undefined;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const at = new Date(
    midnight + (Number(hour) * 60 + Number(minute) - offset) * MINUTE_MS + Number(second ?? 0) * 1000 + ms,
  );
  return isInstant(at) ? at : undefined;
}

/** Whether `text` is a day, YYYY-MM-DD, that exists in the calendar, from the year 0001 on. */
export function isDay(text: string): boolean {
  return midnightOf(text) !== undefined;
}

/**
 * An instant as RFC 3339 text. Instants outside the bounds, which were stored before the bounds existed, are written as
 * the nearest instant within them. So readers of events and answers always get valid RFC 3339.
 */
export function instantText(at: Date): string {
  return (at < EARLIEST_INSTANT ? EARLIEST_INSTANT : at > LATEST_INSTANT ? LATEST_INSTANT : at).toISOString();
}

/** Not with Date: it turns 31 February into 3 March, and a year below 100 into one of the twentieth century. */
function midnightOf(day: string): number | undefined {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (year === undefined || Number(year) === 0) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(date));
  return midnight.getUTCMonth() === Number(month) - 1 && midnight.getUTCDate() === Number(date)
    ? midnight.getTime()
    : undefined;
}
