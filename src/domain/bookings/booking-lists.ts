import { orderedList } from '../../kernel/ordered-list.js';

/** The catalogue, by default by title. Movies without a release date or a rating come last in an order by it. */
export const MOVIE_LIST = orderedList('movies', ['title', 'releaseDate', 'imdbRating'], {
  by: 'title',
  direction: 'ascending',
});
export type MovieOrderField = (typeof MOVIE_LIST.fields)[number];

/** Shows by their start. */
export const SHOW_LIST = orderedList('shows', ['startsAt'], { by: 'startsAt', direction: 'ascending' });
export type ShowOrderField = (typeof SHOW_LIST.fields)[number];

/** Bookings, by default newest first. */
export const BOOKING_LIST = orderedList('bookings', ['createdAt'], { by: 'createdAt', direction: 'descending' });
export type BookingOrderField = (typeof BOOKING_LIST.fields)[number];

/** Venues by city and name, always. */
export const VENUE_LIST = 'venues';
