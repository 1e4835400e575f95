import { requireId, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import { showFilterInput } from './booking-inputs.js';

export interface MovieFilter {
  readonly titleContains?: string;
  readonly majorGenre?: string;
  /** YYYY-MM-DD, both inclusive. */
  readonly releasedFrom?: string;
  readonly releasedTo?: string;
  /** True: only those with a scheduled show that has not started. False: only those without. */
  readonly showing?: boolean;
}

export interface VenueFilter {
  readonly city?: string;
}

export interface ShowFilter {
  readonly movieId?: Id;
  readonly venueId?: Id;
  /** `from` inclusive, `to` exclusive. */
  readonly from?: Date;
  readonly to?: Date;
}

/** The filter of a list of shows. Throws BAD_INPUT, or NOT_FOUND for an ID of another kind. */
export function showFilter(given: unknown): ShowFilter {
  const { movieId, venueId, ...range } = parseInput(showFilterInput, given ?? {});
  return {
    ...range,
    ...(movieId === undefined ? {} : { movieId: requireId('Movie', movieId) }),
    ...(venueId === undefined ? {} : { venueId: requireId('Venue', venueId) }),
  };
}
