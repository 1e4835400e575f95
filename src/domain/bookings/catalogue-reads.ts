import type { Id } from '../../kernel/ids.js';
import type { ListOrder } from '../../kernel/ordered-list.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Selection } from '../../kernel/selection.js';
import type { MovieOrderField, ShowOrderField } from './booking-lists.js';
import type { MovieFilter, ShowFilter, VenueFilter } from './catalogue-filters.js';
import type { Movie, PriceTier, Screen, Seat, SeatCounts, ShowTree, Venue } from './catalogue.js';

/**
 * Reads of the public catalogue. One statement each, whatever the number of IDs or rows. `fields` names the related
 * data of a show to load (movie, screen, screen.venue, tiers, seatCounts). Maps do not contain unknown IDs, nor parents
 * without children.
 */
export interface CatalogueReads {
  movies(filter: MovieFilter, page: PageRequest, order: ListOrder<MovieOrderField>): Promise<Page<Movie>>;
  countMovies(filter: MovieFilter): Promise<number>;
  moviesByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, Movie>>;

  /** By city, name, then id. */
  venues(filter: VenueFilter, page: PageRequest): Promise<Page<Venue>>;
  countVenues(filter: VenueFilter): Promise<number>;
  venuesByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, Venue>>;
  screensByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, Screen>>;
  /** By name. */
  screensByVenueIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Screen[]>>;

  shows(
    filter: ShowFilter,
    page: PageRequest,
    order: ListOrder<ShowOrderField>,
    fields: Selection,
  ): Promise<Page<ShowTree>>;
  countShows(filter: ShowFilter): Promise<number>;
  showsByIds(ids: readonly Id[], fields: Selection): Promise<ReadonlyMap<Id, ShowTree>>;
  /** The same page of each movie's shows; every id has one. */
  showsByMovieIds(
    ids: readonly Id[],
    filter: ShowFilter,
    page: PageRequest,
    order: ListOrder<ShowOrderField>,
    fields: Selection,
  ): Promise<ReadonlyMap<Id, Page<ShowTree>>>;
  countShowsByMovieIds(ids: readonly Id[], filter: ShowFilter): Promise<ReadonlyMap<Id, number>>;
  /** From the cheapest. */
  tiersByShowIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly PriceTier[]>>;
  /** By row (A, B, ... Z, AA), then number. */
  seatsByShowIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Seat[]>>;
  seatCountsByShowIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, SeatCounts>>;
}
