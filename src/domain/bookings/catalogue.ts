import type { venue } from '../../resources/booking-resources.js';
import type { ColumnValues } from '../../resources/row-type.js';
import type { Id } from '../../kernel/ids.js';

/**
 * Vocabulary (BookMyShow's). A *venue* has *screens*, a screen a *layout* of rows. A *show* is a movie on a screen at a
 * time; each seat of the layout becomes one seat of the show, priced by its *price tier*. A buyer *holds* seats for
 * minutes, turns the hold into a *booking* and *pays* it; the seats are then *sold*.
 *
 * The catalogue is public. A venue, its screens and its shows belong to one tenant.
 */
export interface Movie {
  readonly id: Id;
  readonly title: string;
  /** YYYY-MM-DD. */
  readonly releaseDate: string | null;
  readonly mpaaRating: string | null;
  readonly runningTimeMinutes: number | null;
  readonly distributor: string | null;
  readonly source: string | null;
  readonly majorGenre: string | null;
  readonly creativeType: string | null;
  readonly director: string | null;
  /** Grosses, sales and budget are in whole US dollars: see usDollars in money.ts. */
  readonly usGross: number | null;
  readonly worldwideGross: number | null;
  readonly usDvdSales: number | null;
  readonly productionBudget: number | null;
  readonly rottenTomatoesRating: number | null;
  readonly imdbRating: number | null;
  readonly imdbVotes: number | null;
}

/** Its described columns, and whose it is. */
export type Venue = ColumnValues<typeof venue.fields> & { readonly tenant: string };

/** `seats` seats numbered from 1, all of one tier. */
export interface SeatRow {
  readonly row: string;
  readonly seats: number;
  readonly tier: string;
}
export interface Screen {
  readonly id: Id;
  readonly venueId: Id;
  readonly name: string;
  readonly layout: readonly SeatRow[];
}
/** A screen with the related resources that the reader requested. */
export interface ScreenTree extends Screen {
  readonly venue?: Venue;
}

export type ShowStatus = 'scheduled' | 'cancelled';

export interface Show {
  readonly id: Id;
  readonly tenant: string;
  readonly movieId: Id;
  readonly screenId: Id;
  readonly status: ShowStatus;
  readonly startsAt: Date;
  readonly currency: string;
  /** See MinorAmount. */
  readonly decimals?: number | null | undefined;
  /** Goes up by one with each change of the seat map. */
  readonly seatMapVersion: number;
}
/** A show with the related resources that the reader requested. Others are absent. */
export interface ShowTree extends Show {
  readonly movie?: Movie;
  readonly screen?: ScreenTree;
  readonly tiers?: readonly PriceTier[];
  readonly seatCounts?: SeatCounts;
}

export interface PriceTier {
  readonly id: Id;
  readonly showId: Id;
  readonly code: string;
  readonly name: string;
  readonly priceMinor: number;
  /** The show's. */
  readonly currency: string;
  /** See MinorAmount. */
  readonly decimals?: number | null | undefined;
}

export type SeatStatus = 'available' | 'held' | 'sold';

/** A seat as everyone sees it: one whose hold has run out is available, swept or not. */
export interface Seat {
  readonly showId: Id;
  readonly label: string;
  readonly row: string;
  readonly number: number;
  /** The code of its price tier. */
  readonly tier: string;
  readonly status: SeatStatus;
}

export interface SeatCounts {
  readonly available: number;
  readonly held: number;
  readonly sold: number;
}

/** How many seats a layout has. */
export function seatCount(layout: readonly SeatRow[]): number {
  return layout.reduce((total, row) => total + row.seats, 0);
}

/** The seats of a show on a screen of this layout: A1, A2, ... Rows are letters only, so no two seats share a label. */
export function seatsOfLayout(showId: Id, layout: readonly SeatRow[]): readonly Seat[] {
  return layout.flatMap(({ row, seats, tier }) =>
    Array.from({ length: seats }, (_, index) => ({
      showId,
      label: `${row}${index + 1}`,
      row,
      number: index + 1,
      tier,
      status: 'available' as const,
    })),
  );
}
