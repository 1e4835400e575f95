import { requireId } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { bookingMember, listedBookings, type BookingScope } from './booking-access.js';
import { bookingFilterInput } from './booking-inputs.js';
import type { BookingFilter } from './booking-reads.js';

/** The bookings that a list's filter asks for. Throws when the viewer may list none, BAD_INPUT and NOT_FOUND. */
export function requestedBookings(
  viewer: Viewer,
  given: unknown,
): { readonly scope: BookingScope; readonly filter: BookingFilter } {
  const member = bookingMember(viewer);
  const { allOfTenant, showId, status } = parseInput(bookingFilterInput, given ?? {});
  return {
    scope: listedBookings(member, allOfTenant),
    filter: {
      ...(showId === undefined ? {} : { showId: requireId('Show', showId) }),
      ...(status === undefined ? {} : { status }),
    },
  };
}
