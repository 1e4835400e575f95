/** The parts of a date or time in a file. A time of day has no date, and a date has no time. */
export interface ParsedMoment {
  readonly date?: { readonly year: number; readonly month: number; readonly day: number };
  readonly time?: {
    readonly hour: number;
    readonly minute: number;
    readonly second: number;
    readonly millisecond: number;
  };
  /** Minutes ahead of UTC, when the text has an offset. */
  readonly offset?: number;
}

export interface DateFormat {
  /** The moment in `text`. Undefined when it has another format or does not exist in the calendar (years 1 to 9999). */
  read(text: string): ParsedMoment | undefined;
  /** Whether texts of the format can have the part. */
  readonly hasDate: boolean;
  readonly hasTime: boolean;
  readonly hasOffset: boolean;
}

/** Longer texts are not dates. The limit also bounds the time for a cell. */
const MAX_CHARACTERS = 200;

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?(?:\s?(?<half>[AaPp])\.?[Mm]\.?)?`;
const OFFSET = String.raw`(?<offset>Z|[+-]\d\d:?\d\d)`;
const flexible = (date: string, between: string, offset = '') =>
  new RegExp(`^(?:${date}(?:${between}${TIME}${offset})?|${TIME.replaceAll('?<', '?<only_')})$`);

const NAMED: Readonly<Record<string, DateFormat>> = {
  iso: formatOf(
    flexible(String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`, '[Tt ]', String.raw`(?: ?${OFFSET})?`),
    true,
    true,
    true,
  ),
  us: formatOf(
    flexible(String.raw`(?<month>\d{1,2})(?<mark>[/-])(?<day>\d{1,2})\k<mark>(?<year>\d{4})`, String.raw`,?\s+`),
    true,
    true,
    false,
  ),
  eu: formatOf(
    flexible(String.raw`(?<day>\d{1,2})(?<mark>[/.-])(?<month>\d{1,2})\k<mark>(?<year>\d{4})`, String.raw`,?\s+`),
    true,
    true,
    false,
  ),
};

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const TOKENS: Readonly<Record<string, string>> = {
  YYYY: String.raw`(?<year>\d{4})`,
  MMMM: String.raw`(?<monthName>[A-Za-z]+)`,
  MMM: '(?<monthAbbreviation>[A-Za-z]{3})',
  MM: String.raw`(?<month>\d\d)`,
  M: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d\d)`,
  D: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d\d)`,
  H: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<hour>\d\d)`,
  h: String.raw`(?<hour>\d{1,2})`,
  mm: String.raw`(?<minute>\d\d)`,
  ss: String.raw`(?<second>\d\d)`,
  SSS: String.raw`(?<fraction>\d{3})`,
  A: String.raw`(?<half>[AaPp])\.?[Mm]\.?`,
  Z: OFFSET,
};
const PATTERN_PARTS = /\[([^\]]*)\]|([A-Za-z])\2*|([^A-Za-z[]+|\[)/g;

/**
 * The format named `iso`, `us` or `eu`, or that of a pattern such as `DD.MM.YYYY HH:mm`. Returns the problem as a
 * string when it is neither.
 */
export function dateFormat(given: string): DateFormat | string {
  const known = Object.hasOwn(NAMED, given) ? NAMED[given] : undefined;
  if (known !== undefined) return known;
  if (given.startsWith('TODO')) return 'is still a TODO: write iso, us, eu or a pattern such as DD.MM.YYYY HH:mm';
  const parts = new Set<string>();
  const tokens = new Set<string>();
  let source = '';
  for (const [whole, literal, , marks] of given.matchAll(PATTERN_PARTS)) {
    const token = literal === undefined && marks === undefined ? TOKENS[whole] : undefined;
    if (token === undefined && literal === undefined && marks === undefined)
      return `is not iso, us, eu or a pattern: ${whole} means nothing. A pattern is made of ${Object.keys(TOKENS).join(' ')} and [text]`;
    const part = token === undefined ? undefined : /<(\w+?)(Name|Abbreviation)?>/.exec(token)?.[1];
    if (part !== undefined && parts.has(part)) return `has the ${part} twice`;
    if (part !== undefined) parts.add(part);
    tokens.add(whole);
    source +=
      token ?? (literal ?? (marks as string)).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/ +/g, String.raw`\s+`);
  }
  const dates = ['year', 'month', 'day'].filter((part) => parts.has(part)).length;
  if (dates !== 0 && dates !== 3) return 'must have YYYY, a month and a day, or none of them';
  if (parts.has('hour') !== parts.has('minute')) return 'must have an hour and mm, or neither';
  if (parts.size === 0) return 'is not iso, us, eu or a pattern';
  if ((tokens.has('hh') || tokens.has('h')) !== parts.has('half'))
    return 'must have A (AM or PM) with hh or h, and only with them';
  if (parts.has('offset') && !(dates === 3 && parts.has('hour'))) return 'has an offset without date and time';
  return formatOf(new RegExp(`^${source}$`), dates === 3, parts.has('hour'), parts.has('offset'));
}

/** Whether texts of this format can have an offset. Texts of other formats need a time zone to become instants. */
export function includesOffset(given: string): boolean {
  const format = dateFormat(given);
  return typeof format === 'string' || format.hasOffset;
}

/** Whether `name` is a zone of the IANA database. An offset is not: a zone also says when its clocks change. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function formatOf(pattern: RegExp, hasDate: boolean, hasTime: boolean, hasOffset: boolean): DateFormat {
  return {
    hasDate,
    hasTime,
    hasOffset,
    read(text) {
      const parts = text.length > MAX_CHARACTERS ? undefined : pattern.exec(text.trim())?.groups;
      if (parts === undefined) return undefined;
      const [date, time] = [dateOf(parts), timeOf(parts)];
      const offset = offsetOf(parts['offset']);
      if (date === null || time === null || offset === null || (date === undefined && time === undefined))
        return undefined;
      return { ...(date && { date }), ...(time && { time }), ...(offset !== undefined && { offset }) };
    },
  };
}

type Parts = Readonly<Record<string, string | undefined>>;

/** Undefined when the text has no date, null when the date does not exist in the calendar. */
function dateOf(parts: Parts): ParsedMoment['date'] | null {
  if (parts['year'] === undefined) return undefined;
  const named = (parts['monthName'] ?? parts['monthAbbreviation'])?.toLowerCase();
  const month =
    named === undefined
      ? Number(parts['month'])
      : MONTHS.findIndex((name) => (parts['monthName'] === undefined ? name.slice(0, 3) : name) === named) + 1;
  const [year, day] = [Number(parts['year']), Number(parts['day'])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  return { year, month, day };
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function timeOf(parts: Parts): ParsedMoment['time'] | null {
  const part = (name: string) => parts[name] ?? parts[`only_${name}`];
  if (part('hour') === undefined) return undefined;
  const half = part('half')?.toLowerCase();
  const given = Number(part('hour'));
  if (half !== undefined && (given < 1 || given > 12)) return null;
  const hour = half === undefined ? given : (given % 12) + (half === 'p' ? 12 : 0);
  const [minute, second] = [Number(part('minute')), Number(part('second') ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return { hour, minute, second, millisecond: Number((part('fraction') ?? '').padEnd(3, '0').slice(0, 3)) };
}

function offsetOf(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  if (text === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  return hours > 23 || minutes > 59 ? null : (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
