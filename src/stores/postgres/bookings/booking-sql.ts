import { venue } from '../../../resources/booking-resources.js';
import { columnsOf } from '../../../resources/row-type.js';
import { childSelection, type Selection } from '../../../kernel/selection.js';

/**
 * The number of decimals in which the prices of a show were written, or null when it is that of the currency (see
 * MinorAmount).
 */
export const decimalsOf = (showId: string) => `(SELECT d.currency_decimals FROM show d WHERE d.id = ${showId})`;

/** The rows, without `decimals` where it is null: a null column is an absent field in the domain. */
export function omitNullDecimals<Row extends { readonly decimals?: number | null | undefined }>(
  rows: readonly Row[],
): Row[] {
  return rows.map(({ decimals, ...row }) => (decimals === null ? row : { ...row, decimals }) as Row);
}

/**
 * Columns of domain types, under their domain names. Aliases: m movie, v venue, c screen, s show, t price tier, h hold,
 * b booking, p payment.
 */
const MOVIE: Readonly<Record<string, string>> = {
  id: 'm.id',
  title: 'm.title',
  releaseDate: `to_char(m.release_date, 'YYYY-MM-DD')`,
  mpaaRating: 'm.mpaa_rating',
  runningTimeMinutes: 'm.running_time_minutes',
  distributor: 'm.distributor',
  source: 'm.source',
  majorGenre: 'm.major_genre',
  creativeType: 'm.creative_type',
  director: 'm.director',
  usGross: 'm.us_gross',
  worldwideGross: 'm.worldwide_gross',
  usDvdSales: 'm.us_dvd_sales',
  productionBudget: 'm.production_budget',
  rottenTomatoesRating: 'm.rotten_tomatoes_rating',
  imdbRating: 'm.imdb_rating',
  imdbVotes: 'm.imdb_votes',
};
const VENUE = { ...columnsOf(venue, 'v'), tenant: 'v.tenant' };
const SCREEN = { id: 'c.id', venueId: 'c.venue_id', name: 'c.name', layout: 'c.layout' };
const SHOW = {
  id: 's.id',
  tenant: 's.tenant',
  movieId: 's.movie_id',
  screenId: 's.screen_id',
  status: 's.status::text',
  startsAt: 's.starts_at',
  currency: 's.currency',
  decimals: 's.currency_decimals',
  seatMapVersion: 's.seat_map_version',
};
const TIER = { id: 't.id', showId: 't.show_id', code: 't.code', name: 't.name', priceMinor: 't.price_minor' };
const BOOKING = {
  id: 'b.id',
  showId: 'b.show_id',
  holdId: 'b.hold_id',
  tenant: 'b.tenant',
  buyerTenant: 'b.buyer_tenant',
  subject: 'b.subject',
  email: 'b.email',
  status: 'b.status::text',
  totalMinor: 'b.total_minor',
  currency: 'b.currency',
  decimals: decimalsOf('b.show_id'),
  version: 'b.version',
  createdAt: 'b.created_at',
  updatedAt: 'b.updated_at',
};
const PAYMENT = {
  id: 'p.id',
  bookingId: 'p.booking_id',
  status: 'p.status::text',
  amountMinor: 'p.amount_minor',
  currency: 'p.currency',
  decimals: decimalsOf('(SELECT e.show_id FROM booking e WHERE e.id = p.booking_id)'),
  createdAt: 'p.created_at',
  updatedAt: 'p.updated_at',
};
const HOLD = {
  id: 'h.id',
  showId: 'h.show_id',
  buyerTenant: 'h.buyer_tenant',
  subject: 'h.subject',
  labels: 'h.labels',
  status: 'h.status::text',
  totalMinor: 'h.total_minor',
  currency: 'h.currency',
  decimals: decimalsOf('h.show_id'),
  createdAt: 'h.created_at',
  expiresAt: 'h.expires_at',
};

const list = (columns: Readonly<Record<string, string>>) =>
  Object.entries(columns)
    .map(([name, column]) => `${column} AS "${name}"`)
    .join(', ');
const json = (columns: Readonly<Record<string, string>>) =>
  `json_build_object(${Object.entries(columns)
    .map(([name, column]) => `'${name}', ${column}`)
    .join(', ')})`;

export const MOVIE_COLUMNS = list(MOVIE);
export const VENUE_COLUMNS = list(VENUE);
export const SCREEN_COLUMNS = list(SCREEN);
export const SHOW_COLUMNS = list(SHOW);
/** Needs the tier's show as s. */
export const TIER_COLUMNS = `${list(TIER)}, s.currency, s.currency_decimals AS decimals`;
export const BOOKING_COLUMNS = list(BOOKING);
export const PAYMENT_COLUMNS = list(PAYMENT);
/** The columns of a hold as stored. Transactions decide on them. */
export const HOLD_COLUMNS = list(HOLD);
/**
 * The columns of a hold as clients see it: an active hold is expired after `expires_at`. now() is the time of the
 * statement, because each is a transaction of its own.
 */
export const EFFECTIVE_HOLD_COLUMNS = list({
  ...HOLD,
  status: `CASE WHEN h.status = 'active' AND h.expires_at <= now() THEN 'expired' ELSE h.status::text END`,
});
/**
 * The status of a seat as clients see it: a held seat is available after `held_until`. The seat must have the alias x.
 */
export const EFFECTIVE_SEAT_STATUS = `CASE WHEN x.status = 'held' AND x.held_until <= now() THEN 'available' ELSE x.status::text END`;

/** A show's seats counted by status, as one row x(available, held, sold). */
export const SEAT_COUNTS = (
  showId: string,
) => `(SELECT count(*) FILTER (WHERE seen.status = 'available')::int AS available,
    count(*) FILTER (WHERE seen.status = 'held')::int AS held, count(*) FILTER (WHERE seen.status = 'sold')::int AS sold
  FROM (SELECT ${EFFECTIVE_SEAT_STATUS} AS status FROM seat x WHERE x.show_id = ${showId}) seen)`;

/**
 * The select list of a show with the requested related resources, its joins, and the letters of this variant (see
 * Conditions).
 */
export function showSelect(fields: Selection): {
  readonly name: string;
  readonly columns: string;
  readonly joins: string;
} {
  const parts: string[] = [];
  const columns = [SHOW_COLUMNS];
  const joins: string[] = [];
  if (childSelection(fields, 'movie')) {
    parts.push('m');
    columns.push(`${json(MOVIE)} AS movie`);
    joins.push('JOIN movie m ON m.id = s.movie_id');
  }
  const screen = childSelection(fields, 'screen');
  if (screen) {
    const venue = childSelection(screen, 'venue') !== undefined;
    parts.push(venue ? 'cv' : 'c');
    columns.push(`${json({ ...SCREEN, ...(venue ? { venue: json(VENUE) } : {}) })} AS screen`);
    joins.push('JOIN screen c ON c.id = s.screen_id');
    if (venue) joins.push('JOIN venue v ON v.id = c.venue_id');
  }
  if (childSelection(fields, 'tiers')) {
    parts.push('t');
    columns.push(
      `(SELECT coalesce(json_agg(json_strip_nulls(${json({ ...TIER, currency: 's.currency', decimals: 's.currency_decimals' })}) ORDER BY t.price_minor, t.code), '[]') FROM price_tier t WHERE t.show_id = s.id) AS tiers`,
    );
  }
  if (childSelection(fields, 'seatCounts')) {
    parts.push('n');
    columns.push(`(SELECT row_to_json(counted) FROM ${SEAT_COUNTS('s.id')} counted) AS "seatCounts"`);
  }
  return { name: parts.join(''), columns: columns.join(',\n  '), joins: joins.join('\n  ') };
}
