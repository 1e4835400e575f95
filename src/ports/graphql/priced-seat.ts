import type { PriceTier, Seat } from '../../domain/bookings/catalogue.js';

/**
 * A seat with its price tier at hand: a map of hundreds of seats then waits for its tiers once. Where the operation does
 * not ask for the tiers, they are not loaded, and nothing reads `tier`.
 */
export interface PricedSeat extends Omit<Seat, 'tier'> {
  readonly tier: PriceTier;
}

/** The seats of a show with the tiers they name. */
export function pricedSeats(seats: readonly Seat[], tiers: readonly PriceTier[]): readonly PricedSeat[] {
  const byCode = new Map(tiers.map((tier) => [tier.code, tier]));
  return seats.map((seat) => ({ ...seat, tier: byCode.get(seat.tier) as PriceTier }));
}
