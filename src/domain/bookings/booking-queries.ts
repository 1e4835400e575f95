import { requireId, type Kind } from '../../kernel/ids.js';
import { fixedPage, orderedPage, type ListArguments } from '../../kernel/list-arguments.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { givenFilters, type FilterUse, type Read } from '../../resources/read.js';
import { titleValues } from '../../resources/title-filter.js';
import { bookingMember } from './booking-access.js';
import { movieFilterInput, venueFilterInput } from './booking-inputs.js';
import { buyerOf, type Buyer } from './buyer.js';
import { showFilter } from './catalogue-filters.js';
import { requestedBookings } from './requested-bookings.js';
import { BOOKING_LIST, MOVIE_LIST, SHOW_LIST, VENUE_LIST } from './booking-lists.js';

/**
 * Who may read what of the catalogue and of bookings, as reads of the described resources. Each function throws what
 * the services throw when the viewer may not, or when an argument is invalid. A row that is not found is the caller's
 * to report.
 */

/** A movie, venue, screen or show, for everyone. */
export function catalogueRead(kind: Kind, id: string): Read {
  return { filters: [['id', requireId(kind, id)]] };
}

/** The movies of the catalogue, for everyone. */
export function moviesRead(args: ListArguments): Read {
  const { titleContains, showing, ...filter } = parseInput(movieFilterInput, args.filter ?? {});
  return {
    filters: [
      ...givenFilters({ ...filter, ...titleValues(titleContains) }),
      ...(showing === undefined ? [] : [[showing ? 'showing' : 'notShowing'] as const]),
    ],
    page: orderedPage(MOVIE_LIST, args),
  };
}

/** The venues of the catalogue, for everyone. */
export function venuesRead(args: ListArguments): Read {
  return {
    filters: givenFilters(parseInput(venueFilterInput, args.filter ?? {})),
    page: fixedPage(VENUE_LIST, 'cityAndName', 'ascending', args),
  };
}

/** Shows, of one movie or of all, for everyone. */
export function showsRead(args: ListArguments): Read {
  return { filters: givenFilters(showFilter(args.filter)), page: orderedPage(SHOW_LIST, args) };
}

/** The viewer's hold. */
export function holdRead(viewer: Viewer, id: string): Read {
  const holdId = requireId('SeatHold', id);
  return { filters: [['id', holdId], byBuyer(buyerOf(bookingMember(viewer)))] };
}

/** A booking that the viewer made, or one of a show of the viewer's tenant; or a payment of it. */
export function bookingRead(kind: 'Booking' | 'Payment', viewer: Viewer, id: string): Read {
  const bookingId = requireId(kind, id);
  const { tenant, subject } = bookingMember(viewer);
  return {
    filters: [
      ['id', bookingId],
      ['buyerOrTenant', tenant, subject, tenant],
    ],
  };
}

/** The viewer's own bookings; with `allOfTenant`, those of the tenant's shows. */
export function bookingsRead(viewer: Viewer, args: ListArguments): Read {
  const { scope, filter } = requestedBookings(viewer, args.filter);
  return {
    filters: [scope.buyer === undefined ? ['tenant', scope.tenant] : byBuyer(scope.buyer), ...givenFilters(filter)],
    page: orderedPage(BOOKING_LIST, args),
  };
}

const byBuyer = ({ buyerTenant, subject }: Buyer): FilterUse => ['buyer', buyerTenant, subject];
