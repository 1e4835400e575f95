import { z } from 'zod';
import {
  createScreenInput,
  createVenueInput,
  movieFilterInput,
  showFilterInput,
  venueFilterInput,
} from '../../../../domain/bookings/booking-inputs.js';
import { MOVIE_LIST, SHOW_LIST, VENUE_LIST } from '../../../../domain/bookings/booking-lists.js';
import { idParameter, sortParameter } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { readListPage } from '../read-list-page.js';
import { listOf, one, pageOf } from '../planned/planned-read.js';
import { catalogueRead, moviesRead, showsRead, venuesRead } from '../../../../domain/bookings/booking-queries.js';
import { all, created, page, single, operation, type AnyOperation } from '../operation.js';
import { movieResource } from '../resources/movie.js';
import { showResource } from '../resources/show.js';
import { screenResource, venueResource } from '../resources/venue.js';

const movieParams = z.strictObject({ movieId: idParameter });
const venueParams = z.strictObject({ venueId: idParameter });
const EXAMPLE_MOVIE = '0199f3a0-0000-8010-8000-000000000001';
const EXAMPLE_VENUE = '0199f3a0-0000-8011-8000-000000000001';

/** Movies, venues and screens: everyone reads them, an owner writes those of the tenant. */
export const catalogueOperations: readonly AnyOperation[] = [
  operation({
    id: 'listMovies',
    method: 'GET',
    path: '/movies',
    tag: 'Catalogue',
    access: 'everyone',
    cache: 'public',
    summary: 'The movies of the catalogue, by default ordered by title',
    query: z.object({ ...filterShape(movieFilterInput), sort: sortParameter(MOVIE_LIST.fields) }),
    answer: page(movieResource),
    errors: [],
    example: { query: { showing: 'true', sort: '-imdbRating', first: '10', fields: 'title,releaseDate,imdbRating' } },
    reads: ({ query }) => pageOf(query, moviesRead),
    run: ({ viewer, services, query }) =>
      readListPage(
        MOVIE_LIST,
        query,
        (filter, page, order) => services.catalogue.movies(viewer, filter, page, order),
        (filter) => services.catalogue.countMovies(viewer, filter),
      ),
  }),
  operation({
    id: 'getMovie',
    method: 'GET',
    path: '/movies/{movieId}',
    tag: 'Catalogue',
    access: 'everyone',
    cache: 'public',
    summary: 'A movie',
    params: movieParams,
    answer: single(movieResource),
    errors: ['NOT_FOUND'],
    example: { params: { movieId: EXAMPLE_MOVIE } },
    reads: ({ params: { movieId } }) => one(catalogueRead('Movie', movieId)),
    run: ({ viewer, services, params: { movieId } }) => services.catalogue.movie(viewer, movieId),
  }),
  operation({
    id: 'listShowsOfMovie',
    method: 'GET',
    path: '/movies/{movieId}/shows',
    tag: 'Catalogue',
    access: 'everyone',
    cache: 'public',
    summary: "A movie's shows, ordered by start time",
    params: movieParams,
    query: z.object({
      ...filterShape(showFilterInput.in.omit({ movieId: true })),
      sort: sortParameter(SHOW_LIST.fields),
    }),
    answer: page(showResource),
    errors: ['NOT_FOUND'],
    example: { params: { movieId: EXAMPLE_MOVIE }, query: { from: '2026-01-01T00:00:00Z', expand: 'screen.venue' } },
    reads: ({ params: { movieId }, query }) =>
      pageOf(query, (args) => showsRead({ ...args, filter: { ...(args.filter as object), movieId } }), {
        of: 'Movie',
        read: catalogueRead('Movie', movieId),
      }),
    async run({ viewer, services, params: { movieId }, query, selection }) {
      const { id } = await services.catalogue.movie(viewer, movieId);
      return readListPage(
        SHOW_LIST,
        query,
        (filter, page, order) => services.catalogue.shows(viewer, { ...filter, movieId: id }, page, selection, order),
        (filter) => services.catalogue.countShows(viewer, { ...filter, movieId: id }),
      );
    },
  }),
  operation({
    id: 'listVenues',
    method: 'GET',
    path: '/venues',
    tag: 'Catalogue',
    access: 'everyone',
    cache: 'public',
    summary: 'Venues, ordered by city and name',
    query: z.object(filterShape(venueFilterInput)),
    answer: page(venueResource),
    errors: [],
    example: { query: { city: 'Berlin', expand: 'screens' } },
    reads: ({ query }) => pageOf(query, venuesRead),
    run: ({ viewer, services, query }) =>
      readListPage(
        VENUE_LIST,
        query,
        (filter, page) => services.catalogue.venues(viewer, filter, page),
        (filter) => services.catalogue.countVenues(viewer, filter),
      ),
  }),
  operation({
    id: 'createVenue',
    method: 'POST',
    path: '/venues',
    tag: 'Catalogue',
    access: 'members',
    summary: 'Creates a venue of the tenant (owner)',
    body: createVenueInput,
    answer: created(venueResource, ({ id }) => `/venues/${id}`),
    errors: [],
    example: { body: { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' } },
    run: ({ viewer, services, body, command }) => services.programme.createVenue(viewer, body, command),
  }),
  operation({
    id: 'getVenue',
    method: 'GET',
    path: '/venues/{venueId}',
    tag: 'Catalogue',
    access: 'everyone',
    cache: 'public',
    summary: 'A venue. expand=screens adds its screens',
    params: venueParams,
    answer: single(venueResource),
    errors: ['NOT_FOUND'],
    example: { params: { venueId: EXAMPLE_VENUE }, query: { expand: 'screens' } },
    reads: ({ params: { venueId } }) => one(catalogueRead('Venue', venueId)),
    run: ({ viewer, services, params: { venueId } }) => services.catalogue.venue(viewer, venueId),
  }),
  operation({
    id: 'listScreens',
    method: 'GET',
    path: '/venues/{venueId}/screens',
    tag: 'Catalogue',
    access: 'everyone',
    cache: 'public',
    summary: "A venue's screens, ordered by name",
    params: venueParams,
    answer: all(screenResource),
    errors: ['NOT_FOUND'],
    example: { params: { venueId: EXAMPLE_VENUE } },
    reads: ({ params: { venueId } }) => listOf('Venue', 'screens', catalogueRead('Venue', venueId)),
    run: ({ viewer, services, params: { venueId } }) => services.catalogue.screensOfVenue(viewer, venueId),
  }),
  operation({
    id: 'createScreen',
    method: 'POST',
    path: '/venues/{venueId}/screens',
    tag: 'Catalogue',
    access: 'members',
    summary: 'Creates a screen with its rows of seats (owner)',
    params: venueParams,
    body: createScreenInput.omit({ venueId: true }),
    answer: created(screenResource, ({ id }) => `/screens/${id}`),
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'LIMIT_EXCEEDED'],
    example: {
      params: { venueId: EXAMPLE_VENUE },
      body: {
        name: 'Screen 1',
        layout: [
          { row: 'A', seats: 10, tier: 'standard' },
          { row: 'B', seats: 8, tier: 'premium' },
        ],
      },
    },
    run: ({ viewer, services, params: { venueId }, body, command }) =>
      services.programme.createScreen(viewer, { ...body, venueId }, command),
  }),
  operation({
    id: 'getScreen',
    method: 'GET',
    path: '/screens/{screenId}',
    tag: 'Catalogue',
    access: 'everyone',
    cache: 'public',
    summary: 'A screen and its rows of seats',
    params: z.strictObject({ screenId: idParameter }),
    answer: single(screenResource),
    errors: ['NOT_FOUND'],
    example: { params: { screenId: '0199f3a0-0000-8012-8000-000000000001' }, query: { expand: 'venue' } },
    reads: ({ params: { screenId } }) => one(catalogueRead('Screen', screenId)),
    run: ({ viewer, services, params: { screenId } }) => services.catalogue.screen(viewer, screenId),
  }),
];
