/** The value that `share` (0 to 1) of the values do not exceed, by nearest rank. NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** p50, p95, p99 and the greatest. */
export function summary(values: readonly number[]) {
  const at = (share: number) => round(quantile(values, share));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Rounds to `places` decimals: these measurements are not more precise. */
export function round(value: number, places = 2): number {
  return Number(value.toFixed(places));
}
