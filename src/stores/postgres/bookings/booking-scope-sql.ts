import type { BookingScope } from '../../../domain/bookings/booking-access.js';
import type { Condition } from '../conditions.js';

/** The condition for the bookings b that a viewer may see. It is never empty. */
export function bookingScopeCondition({ buyer, tenant }: BookingScope): Condition {
  if (buyer === undefined) return ['t', [tenant], (whose) => `b.tenant = ${whose}`];
  const own = [buyer.buyerTenant, buyer.subject];
  if (tenant === undefined) return ['o', own, (of, who) => `b.buyer_tenant = ${of} AND b.subject = ${who}`];
  return [
    'v',
    [...own, tenant],
    (of, who, whose) => `((b.buyer_tenant = ${of} AND b.subject = ${who}) OR b.tenant = ${whose})`,
  ];
}
