import { partOf, clamp } from '../../kernel/statistics.js';
import { bucketOf, numberOf } from './number-sketch.js';

/** The most different numbers that are counted exactly. Beyond it, a tally counts in the buckets of a sketch. */
export const MAX_EXACT_NUMBERS = 1_000;

/**
 * Numbers, counted. Up to MAX_EXACT_NUMBERS different ones it has the count of each, and later of each bucket of a
 * sketch. `min`, `max` and the sum are of the numbers themselves. The same numbers make the same tally, in whatever
 * order they are added.
 */
export interface NumberTally {
  readonly kind: 'exact' | 'sketch';
  /** The count of each number, or of each bucket by its key, in ascending order. */
  readonly counts: readonly (readonly [number, number])[];
  readonly min: number;
  readonly max: number;
  /** The sum, and its rounding error. */
  readonly sum: readonly [number, number];
}

export interface NumberStatistics {
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The counts in equal parts of min..max. */
  readonly bins: readonly number[];
}

/** The tally with these numbers, of which there is at least one, added. */
export function addNumbers(before: NumberTally | null, numbers: readonly number[]): NumberTally {
  const added: NumberTally = {
    kind: 'exact',
    counts: addedUp(numbers.map((number) => [number, 1])),
    min: numbers.reduce((least, number) => Math.min(least, number), Infinity),
    max: numbers.reduce((greatest, number) => Math.max(greatest, number), -Infinity),
    sum: numbers.reduce<readonly [number, number]>(plus, [0, 0]),
  };
  return before === null ? bounded(added) : mergeNumbers(before, added);
}

/** The tally of both. */
export function mergeNumbers(a: NumberTally, b: NumberTally): NumberTally {
  const kind = a.kind === 'exact' && b.kind === 'exact' ? 'exact' : 'sketch';
  const countsOf = (tally: NumberTally) => (tally.kind === kind ? tally.counts : inBuckets(tally.counts));
  return bounded({
    kind,
    counts: addedUp([...countsOf(a), ...countsOf(b)]),
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: plus(plus(a.sum, b.sum[0]), b.sum[1]),
  });
}

/**
 * The statistics of the numbers. Of an exact tally they are exact. Of a sketch, `mean`, `min` and `max` are exact, the
 * median has the error of the sketch, and a number that is that close to the bound of a bin may count in the next one.
 */
export function numberStatistics({ kind, counts, min, max, sum }: NumberTally, bins: number): NumberStatistics {
  const valueOf = (key: number) => (kind === 'exact' ? key : clamp(numberOf(key), min, max));
  const total = counts.reduce((all, [, count]) => all + count, 0);
  const at = (rank: number) => {
    let seen = 0;
    return valueOf(counts.find(([, count]) => (seen += count) > rank)?.[0] ?? max);
  };
  const [lower, upper] = [at(Math.floor((total - 1) / 2)), at(Math.floor(total / 2))];
  const perBin = Array.from({ length: bins }, () => 0);
  for (const [key, count] of counts) {
    const bin = partOf(valueOf(key), min, max, bins);
    perBin[bin] = (perBin[bin] ?? 0) + count;
  }
  return {
    mean: clamp((sum[0] + sum[1]) / total, min, max),
    median: lower + (upper - lower) / 2,
    min,
    max,
    bins: perBin,
  };
}

/** In order, and as a sketch when there are too many different numbers. */
function bounded(tally: NumberTally): NumberTally {
  const sketched =
    tally.kind === 'exact' && tally.counts.length > MAX_EXACT_NUMBERS
      ? { ...tally, kind: 'sketch' as const, counts: inBuckets(tally.counts) }
      : tally;
  return { ...sketched, counts: sketched.counts.toSorted(([a], [b]) => a - b) };
}

function inBuckets(counts: NumberTally['counts']): NumberTally['counts'] {
  return addedUp(counts.map(([number, count]) => [bucketOf(number), count]));
}

/** One count for each key: the sum of those given. */
function addedUp(counts: NumberTally['counts']): NumberTally['counts'] {
  const sums = new Map<number, number>();
  for (const [key, count] of counts) sums.set(key, (sums.get(key) ?? 0) + count);
  return [...sums];
}

/** Knuth's sum of two doubles, whose rounding error is kept: so the order of additions does not show. */
function plus([sum, lost]: readonly [number, number], number: number): readonly [number, number] {
  const next = sum + number;
  const of = next - sum;
  const error = sum - (next - of) + (number - of);
  const carried = lost + error;
  const settled = next + carried;
  return [settled, carried - (settled - next)];
}
