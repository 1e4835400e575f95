/**
 * The instants and days that the gateway takes. Whatever comes in goes out again, as RFC 3339 writes it, and is stored
 * by PostgreSQL and MongoDB alike: so their years are 0001 to 9999, in UTC. PostgreSQL has no year 0, and RFC 3339 no
 * year 10000.
 */
export const EARLIEST_INSTANT = new Date('0001-01-01T00:00:00.000Z');
export const LATEST_INSTANT = new Date('9999-12-31T23:59:59.999Z');

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const MINUTE_MS = 60_000;

/** Whether the gateway takes this instant. */
export function isInstant(at: Date): boolean {
  return at >= EARLIEST_INSTANT && at <= LATEST_INSTANT;
}

/**
 * The instant of an RFC 3339 text; undefined for any other text, and for an instant that the gateway does not take. A
 * day must be of the calendar. 24:00 and leap seconds (:60) are refused: no store keeps them apart from the second
 * after. What is finer than a millisecond is cut off. `seconds: 'optional'` also takes a text without seconds, which
 * other programs write.
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

/** Whether `text` is a day of the calendar, YYYY-MM-DD, from the year 0001 on. */
export function isDay(text: string): boolean {
  return midnightOf(text) !== undefined;
}

/**
 * An instant as text. One that the gateway does not take (it was stored before there were bounds) is written as the
 * nearest that it does: readers of events and answers then still find RFC 3339.
 */
export function instantText(at: Date): string {
  return (at < EARLIEST_INSTANT ? EARLIEST_INSTANT : at > LATEST_INSTANT ? LATEST_INSTANT : at).toISOString();
}

/** Date takes 31 February for 3 March, and a year below 100 for one of the twentieth century. */
function midnightOf(day: string): number | undefined {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (year === undefined || Number(year) === 0) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(date));
  return midnight.getUTCMonth() === Number(month) - 1 && midnight.getUTCDate() === Number(date)
    ? midnight.getTime()
    : undefined;
}
