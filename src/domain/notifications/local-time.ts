/**
 * An instant in local time, with the zone and its offset from UTC on that day: "Monday, 2 March 2026, 20:30
 * (Europe/Berlin, UTC+01:00)". In UTC when no zone is given or this machine does not know the zone.
 */
export function localTimeText(instant: string, timeZone: string | undefined): string {
  const parts = partsIn(instant, timeZone);
  if (parts === undefined) return localTimeText(instant, 'UTC');
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  // The name of an offset is GMT+01:00. It is GMT alone for no offset.
  const offset = part('timeZoneName').slice('GMT'.length);
  const zone = timeZone === 'UTC' ? 'UTC' : `${timeZone}, UTC${offset === '' ? '+00:00' : offset}`;
  const day = `${part('weekday')}, ${part('day')} ${part('month')} ${part('year')}`;
  return `${day}, ${part('hour')}:${part('minute')} (${zone})`;
}

function partsIn(instant: string, timeZone: string | undefined): readonly Intl.DateTimeFormatPart[] | undefined {
  if (timeZone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'longOffset',
    }).formatToParts(new Date(instant));
  } catch {
    return undefined;
  }
}
