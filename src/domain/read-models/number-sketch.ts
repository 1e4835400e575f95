/**
 * Vocabulary. A *sketch* counts numbers in buckets whose bounds grow by a constant factor, as DDSketch does: the bounds
 * of bucket i are GROWTH^(i-1) and GROWTH^i, and negative numbers have buckets of their own. A sketch is counts alone,
 * so the order of additions does not matter, and sketches are added by adding counts.
 *
 * Guarantee: the number that stands for a bucket differs from each number in it by at most RELATIVE_ERROR of that
 * number. Numbers closer to 0 than LEAST_MAGNITUDE count as 0. The number of buckets is bounded by the range of doubles
 * that answers have.
 */
export const RELATIVE_ERROR = 0.005;
const LEAST_MAGNITUDE = 1e-6;
const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** Added to the index of a bucket, so that it is positive and its sign can be the numbers' sign. */
const OFFSET = 2 - Math.floor(Math.log(LEAST_MAGNITUDE) / LOG_GROWTH);

/** The key of the bucket that `number` is in. Keys are in the order of their numbers; 0 is the bucket of 0. */
export function bucketOf(number: number): number {
  const magnitude = Math.abs(number);
  if (magnitude < LEAST_MAGNITUDE) return 0;
  const key = Math.ceil(Math.log(magnitude) / LOG_GROWTH) + OFFSET;
  return number < 0 ? -key : key;
}

/** The representative number of the bucket. */
export function numberOf(bucket: number): number {
  if (bucket === 0) return 0;
  const magnitude = (2 * GROWTH ** (Math.abs(bucket) - OFFSET)) / (GROWTH + 1);
  return bucket < 0 ? -magnitude : magnitude;
}
