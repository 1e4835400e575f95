import { DomainError } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import { MINUTE_MS } from './hold.js';

/** Between two shows of one screen: people leave, the hall is cleaned, people come in. */
export const GAP_MINUTES = 15;
/** How long a movie runs when its running time is not known. */
export const USUAL_RUNNING_MINUTES = 120;
/** No movie runs longer. */
export const MAX_RUNNING_MINUTES = 10_000;

/** When a show has its screen for itself: from its start, until its end and the gap behind it. */
interface Occupancy {
  readonly from: Date;
  readonly until: Date;
}

/** A show of a screen, with the running time of its movie. */
export interface PlannedShow {
  readonly id: Id;
  readonly startsAt: Date;
  readonly runningTimeMinutes: number | null;
}

/** The time for which a show of this movie occupies its screen. */
export function occupancyOf({ startsAt, runningTimeMinutes }: Omit<PlannedShow, 'id'>): Occupancy {
  return {
    from: startsAt,
    until: new Date(startsAt.getTime() + ((runningTimeMinutes ?? USUAL_RUNNING_MINUTES) + GAP_MINUTES) * MINUTE_MS),
  };
}

/**
 * The latest start at which no show, whatever its movie, can overlap the occupancy: it has ended when the occupancy
 * begins.
 */
export function latestNonOverlappingStart({ from }: Occupancy): Date {
  return new Date(from.getTime() - (MAX_RUNNING_MINUTES + GAP_MINUTES) * MINUTE_MS);
}

/**
 * Throws SCREEN_OCCUPIED, naming the show and its times, when one of the screen's shows overlaps. One may begin at the
 * minute another's gap ends.
 */
export function requireFreeScreen(wanted: Occupancy, shows: readonly PlannedShow[]): void {
  for (const show of shows) {
    const { from, until } = occupancyOf(show);
    if (from < wanted.until && wanted.from < until)
      throw new DomainError('SCREEN_OCCUPIED', undefined, {
        argument: 'startsAt',
        showId: show.id,
        occupiedFrom: from.toISOString(),
        occupiedUntil: until.toISOString(),
      });
  }
}
