import { requireRole, type Member, type MemberRole, type Viewer } from '../../kernel/viewer.js';
import { buyerOf, isBoughtBy, type Buyer } from './buyer.js';

/**
 * Who may do what with bookings and the programme. Each rule is a pure decision over the viewer, and the tenant or buyer
 * of a booking: services enforce them, and whatever compiles reads into statements takes its predicates from here.
 * - The catalogue, shows and seat maps are for everyone.
 * - Owners write the programme of their tenant.
 * - Owners and staff hold, book and pay seats of any tenant's shows. A hold or a payment attempt is its buyer's alone.
 *   A booking is also seen and cancelled by the owners and staff of its show's tenant.
 */
export const BUYERS: readonly MemberRole[] = ['owner', 'staff'];
export const PROGRAMME_WRITERS: readonly MemberRole[] = ['owner'];

/** The visible bookings: of a buyer, of a tenant's shows, or either. */
export type BookingScope =
  | { readonly buyer: Buyer; readonly tenant?: undefined }
  | { readonly buyer?: undefined; readonly tenant: string }
  | { readonly buyer: Buyer; readonly tenant: string };

/** The viewer as one who buys and sells seats. Throws UNAUTHENTICATED or FORBIDDEN. */
export function bookingMember(viewer: Viewer): Member {
  return requireRole(viewer, ...BUYERS);
}

/** The viewer as a writer of its tenant's programme. Throws UNAUTHENTICATED or FORBIDDEN. */
export function programmeWriter(viewer: Viewer): Member {
  return requireRole(viewer, ...PROGRAMME_WRITERS);
}

/** The bookings that the member may see: its own, and those of its tenant's shows. */
export function visibleBookings(member: Member): BookingScope {
  return { buyer: buyerOf(member), tenant: member.tenant };
}

/** The bookings that the member lists: its own, or instead those of its tenant's shows. */
export function listedBookings(member: Member, allOfTenant: boolean): BookingScope {
  return allOfTenant ? { tenant: member.tenant } : { buyer: buyerOf(member) };
}

/** The role in which the member may cancel a booking: its buyer, or the seller. Undefined when the member may not. */
export function cancellationRole(
  booking: Buyer & { readonly tenant: string },
  member: Member,
): 'buyer' | 'seller' | undefined {
  if (isBoughtBy(booking, member)) return 'buyer';
  return booking.tenant === member.tenant ? 'seller' : undefined;
}
