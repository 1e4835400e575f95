/**
 * Statistics of doubles as large as doubles can be. Every function here gives a finite number for finite numbers, and
 * where nothing leaves a double's range the same as the plain formula.
 */

/** `value`, limited to the range from `min` to `max`. An infinite `value` becomes the nearer bound. */
export function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

/** The number halfway between two. */
export function midpoint(a: number, b: number): number {
  const sum = a + b;
  return Number.isFinite(sum) ? sum / 2 : a / 2 + b / 2;
}

/** The mean of values that count as often as each says; of at least one. */
export function weightedMean(weighted: readonly { readonly value: number; readonly count: number }[]): number {
  const total = weighted.reduce((sum, { count }) => sum + count, 0);
  const mean = weighted.reduce((sum, { value, count }) => sum + value * count, 0) / total;
  if (Number.isFinite(mean)) return mean;
  const values = weighted.map(({ value }) => value);
  const scaled = weighted.reduce((sum, { value, count }) => sum + (value / total / 2) * count, 0);
  return clamp(scaled * 2, Math.min(...values), Math.max(...values));
}

/** The bounds of `parts` equal parts of min..max: one more than parts, the first `min` and the last `max`. */
export function equalParts(min: number, max: number, parts: number): readonly number[] {
  const width = (max - min) / parts;
  const bound = (index: number) =>
    Number.isFinite(width) ? min + index * width : min * (1 - index / parts) + max * (index / parts);
  return Array.from({ length: parts + 1 }, (_, index) => (index === parts ? max : clamp(bound(index), min, max)));
}

/** The index of the part of min..max, divided into equal parts, that `value` is in. The last part includes `max`. */
export function partOf(value: number, min: number, max: number, parts: number): number {
  const width = max - min;
  if (!(width > 0)) return 0;
  const share = Number.isFinite(width) ? (value - min) / width : (value / 2 - min / 2) / (max / 2 - min / 2);
  return Math.min(Math.floor(parts * share), parts - 1);
}
