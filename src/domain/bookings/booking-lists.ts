import { orderedList } from '../../kernel/ordered-list.js';

/** The catalogue, by title unless asked for otherwise; movies without a release date or a rating come last when ordered by it. */
export const MOVIE_LIST = orderedList('movies', ['title', 'releaseDate', 'imdbRating'], {
  by: 'title',
  direction: 'ascending',
});
export type MovieOrderField = (typeof MOVIE_LIST.fields)[number];

/** Shows by their start. */
export const SHOW_LIST = orderedList('shows', ['startsAt'], { by: 'startsAt', direction: 'ascending' });
export type ShowOrderField = (typeof SHOW_LIST.fields)[number];

/** Bookings, newest first unless asked for otherwise. */
export const BOOKING_LIST = orderedList('bookings', ['createdAt'], { by: 'createdAt', direction: 'descending' });
export type BookingOrderField = (typeof BOOKING_LIST.fields)[number];

/** Venues by city and name, always. */
export const VENUE_LIST = 'venues';
