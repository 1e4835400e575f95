/** Texts for figures. */
export const countText = (count: number | string): string => BigInt(Math.round(Number(count))).toLocaleString('en');

/** A 64-bit integer in a string, with all its digits. */
export const longText = (digits: string): string =>
  /^\d+$/.test(digits) ? BigInt(digits).toLocaleString('en') : digits;

export function secondsText(seconds: number | null): string {
  if (seconds === null) return 'unknown';
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1).replace(/\.0$/, '') : Math.round(seconds)} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  return bytes < 1_024 ** 2 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_024 ** 2).toFixed(1)} MiB`;
}

export const rateText = (rate: number | null): string => (rate === null ? 'unknown' : `${rate.toFixed(1)}/s`);

export const timeText = (instant: string): string => instant.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC');

/** The time of day alone. */
export const clockText = (instant: string): string => instant.slice(11, 19);
