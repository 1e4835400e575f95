import { requireFound } from '../../kernel/errors.js';
import { requireId, type Id } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Selection } from '../../kernel/selection.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { movieFilterInput, venueFilterInput } from './booking-inputs.js';
import { MOVIE_LIST, SHOW_LIST } from './booking-lists.js';
import type { Movie, PriceTier, Screen, Seat, SeatCounts, ShowTree, Venue } from './catalogue.js';
import { showFilter } from './catalogue-filters.js';
import type { CatalogueReads } from './catalogue-reads.js';

/**
 * The catalogue and the seat maps, for everyone, also anonymous viewers. Single reads throw NOT_FOUND; batch reads
 * leave out unknown IDs. `fields` names the related data of a show to load: movie, screen, screen.venue, tiers,
 * seatCounts. `order` is an order of MOVIE_LIST or SHOW_LIST, by default theirs.
 */
export interface CatalogueService {
  movie(viewer: Viewer, id: string): Promise<Movie>;
  movies(viewer: Viewer, filter: unknown, page: PageRequest, order?: unknown): Promise<Page<Movie>>;
  countMovies(viewer: Viewer, filter: unknown): Promise<number>;
  moviesByIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, Movie>>;

  venue(viewer: Viewer, id: string): Promise<Venue>;
  venues(viewer: Viewer, filter: unknown, page: PageRequest): Promise<Page<Venue>>;
  countVenues(viewer: Viewer, filter: unknown): Promise<number>;
  venuesByIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, Venue>>;
  screen(viewer: Viewer, id: string): Promise<Screen>;
  /** Of one venue, by name. */
  screensOfVenue(viewer: Viewer, venueId: string): Promise<readonly Screen[]>;
  screensByIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, Screen>>;
  screensByVenueIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Screen[]>>;

  show(viewer: Viewer, id: string, fields: Selection): Promise<ShowTree>;
  shows(
    viewer: Viewer,
    filter: unknown,
    page: PageRequest,
    fields: Selection,
    order?: unknown,
  ): Promise<Page<ShowTree>>;
  countShows(viewer: Viewer, filter: unknown): Promise<number>;
  showsByIds(viewer: Viewer, ids: readonly Id[], fields: Selection): Promise<ReadonlyMap<Id, ShowTree>>;
  /** The same page of each movie's shows. */
  showsByMovieIds(
    viewer: Viewer,
    ids: readonly Id[],
    filter: unknown,
    page: PageRequest,
    fields: Selection,
    order?: unknown,
  ): Promise<ReadonlyMap<Id, Page<ShowTree>>>;
  countShowsByMovieIds(viewer: Viewer, ids: readonly Id[], filter: unknown): Promise<ReadonlyMap<Id, number>>;
  tiersByShowIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly PriceTier[]>>;
  seatsByShowIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Seat[]>>;
  seatCountsByShowIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, SeatCounts>>;
}

/** See CatalogueService. */
export function createCatalogueService(reads: CatalogueReads): CatalogueService {
  const movieFilter = (given: unknown) => parseInput(movieFilterInput, given ?? {});
  const venueFilter = (given: unknown) => parseInput(venueFilterInput, given ?? {});

  return {
    async movie(_viewer, id) {
      return required('Movie', id, (ids) => reads.moviesByIds(ids));
    },
    async movies(_viewer, filter, page, order) {
      return reads.movies(movieFilter(filter), page, MOVIE_LIST.parse(order));
    },
    async countMovies(_viewer, filter) {
      return reads.countMovies(movieFilter(filter));
    },
    moviesByIds: (_viewer, ids) => reads.moviesByIds(ids),

    async venue(_viewer, id) {
      return required('Venue', id, (ids) => reads.venuesByIds(ids));
    },
    async venues(_viewer, filter, page) {
      return reads.venues(venueFilter(filter), page);
    },
    async countVenues(_viewer, filter) {
      return reads.countVenues(venueFilter(filter));
    },
    venuesByIds: (_viewer, ids) => reads.venuesByIds(ids),
    async screen(_viewer, id) {
      return required('Screen', id, (ids) => reads.screensByIds(ids));
    },
    async screensOfVenue(_viewer, id) {
      const venue = await required('Venue', id, (ids) => reads.venuesByIds(ids));
      return (await reads.screensByVenueIds([venue.id])).get(venue.id) ?? [];
    },
    screensByIds: (_viewer, ids) => reads.screensByIds(ids),
    screensByVenueIds: (_viewer, ids) => reads.screensByVenueIds(ids),

    async show(_viewer, id, fields) {
      return required('Show', id, (ids) => reads.showsByIds(ids, fields));
    },
    async shows(_viewer, filter, page, fields, order) {
      return reads.shows(showFilter(filter), page, SHOW_LIST.parse(order), fields);
    },
    async countShows(_viewer, filter) {
      return reads.countShows(showFilter(filter));
    },
    showsByIds: (_viewer, ids, fields) => reads.showsByIds(ids, fields),
    async showsByMovieIds(_viewer, ids, filter, page, fields, order) {
      return reads.showsByMovieIds(ids, showFilter(filter), page, SHOW_LIST.parse(order), fields);
    },
    async countShowsByMovieIds(_viewer, ids, filter) {
      return reads.countShowsByMovieIds(ids, showFilter(filter));
    },
    tiersByShowIds: (_viewer, ids) => reads.tiersByShowIds(ids),
    seatsByShowIds: (_viewer, ids) => reads.seatsByShowIds(ids),
    seatCountsByShowIds: (_viewer, ids) => reads.seatCountsByShowIds(ids),
  };
}

async function required<T>(
  kind: 'Movie' | 'Venue' | 'Screen' | 'Show',
  id: string,
  read: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, T>>,
): Promise<T> {
  const wanted = requireId(kind, id);
  return requireFound((await read([wanted])).get(wanted), kind);
}
