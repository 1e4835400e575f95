import { HOUR_MS, hourOf } from '../../domain/event-log/event-log.js';

/** A range of time, `from` inclusive, `to` exclusive, open where it is undefined. */
export interface TimeRange {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/** The whole hours in a range, and the rest of it: at most the end of one hour and the beginning of another. */
export function splitByHour({ from, to }: TimeRange): {
  readonly hours: TimeRange | undefined;
  readonly edges: readonly TimeRange[];
} {
  const firstHour = from === undefined ? undefined : new Date(hourOf(new Date(from.getTime() + HOUR_MS - 1)));
  const afterLast = to === undefined ? undefined : hourOf(to);
  if (firstHour !== undefined && afterLast !== undefined && firstHour >= afterLast)
    return { hours: undefined, edges: [{ from, to }] };
  const edges: TimeRange[] = [];
  if (from !== undefined && firstHour !== undefined && from < firstHour) edges.push({ from, to: firstHour });
  if (to !== undefined && afterLast !== undefined && afterLast < to) edges.push({ from: afterLast, to });
  return { hours: { from: firstHour, to: afterLast }, edges };
}
