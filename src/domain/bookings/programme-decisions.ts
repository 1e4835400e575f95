import { DomainError } from '../../kernel/errors.js';
import { newId, type Id } from '../../kernel/ids.js';
import { seatsOfLayout, type PriceTier, type Screen, type Seat, type Show } from './catalogue.js';
import { parsePrice } from './money.js';

interface ShowRequest {
  readonly id: Id;
  readonly tenant: string;
  readonly movieId: Id;
  readonly screen: Screen;
  readonly startsAt: Date;
  readonly currency: string;
  readonly tiers: readonly { readonly code: string; readonly name: string; readonly price: string }[];
  readonly now: Date;
}

/** How far ahead a show may start: beyond it, a year is a slip of the keyboard. */
const MAX_YEARS_AHEAD = 20;

/**
 * The show with its tiers and one seat for each seat of the screen. Throws BAD_INPUT for a start that is past or too
 * far ahead, a tier of the layout without a price, or an invalid price.
 */
export function decideShow(request: ShowRequest): {
  readonly show: Show;
  readonly tiers: readonly PriceTier[];
  readonly seats: readonly Seat[];
} {
  const { id, tenant, movieId, screen, startsAt, currency, now } = request;
  if (startsAt.getTime() <= now.getTime())
    throw new DomainError('BAD_INPUT', 'startsAt: must be in the future', { argument: 'startsAt' });
  const latest = new Date(now);
  latest.setUTCFullYear(now.getUTCFullYear() + MAX_YEARS_AHEAD);
  if (startsAt > latest)
    throw new DomainError('BAD_INPUT', `startsAt: must be within ${MAX_YEARS_AHEAD} years`, { argument: 'startsAt' });
  const priced = new Set(request.tiers.map((tier) => tier.code));
  const missing = [...new Set(screen.layout.map((row) => row.tier))].filter((code) => !priced.has(code));
  if (missing.length > 0)
    throw new DomainError('BAD_INPUT', `tiers: must also have ${missing.join(', ')}, which the layout uses`, {
      argument: 'tiers',
      missing,
    });
  return {
    show: { id, tenant, movieId, screenId: screen.id, status: 'scheduled', startsAt, currency, seatMapVersion: 0 },
    tiers: request.tiers.map(({ code, name, price }) => ({
      id: newId('PriceTier', now),
      showId: id,
      code,
      name,
      priceMinor: parsePrice(price, currency).amountMinor,
      currency,
    })),
    seats: seatsOfLayout(id, screen.layout),
  };
}
