import type { Id } from '../../kernel/ids.js';

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
