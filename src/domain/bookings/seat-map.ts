import { unreachable } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import type { EventData } from '../../contracts/event-types.js';
import type { SeatStatus } from './catalogue.js';

/** The state in a seat's row. A held seat whose hold has run out counts as available: the next buyer takes it over. */
export type SeatState =
  | { readonly status: 'available' }
  | { readonly status: 'held'; readonly holdId: Id; readonly heldUntil: Date }
  | { readonly status: 'sold'; readonly bookingId: Id };

export interface PricedSeat {
  readonly label: string;
  /** The code of its price tier. */
  readonly tier: string;
  readonly priceMinor: number;
}

/** A seat whose row is locked until the transaction ends. */
export interface LockedSeat extends PricedSeat {
  readonly state: SeatState;
}

/** One change of a show's seat map: it becomes one event and raises seatMapVersion by one. */
export interface SeatMapChange {
  readonly cause: EventData<'gateway.show.seats-changed.v1'>['cause'];
  readonly holdId?: Id;
  readonly bookingId?: Id;
  readonly labels: readonly string[];
}

/** The status of the seats after a change. */
export function statusAfter(cause: SeatMapChange['cause']): SeatStatus {
  switch (cause) {
    case 'held':
      return 'held';
    case 'sold':
      return 'sold';
    case 'released':
    case 'expired':
    case 'refunded':
      return 'available';
    default:
      return unreachable(cause);
  }
}

/** Whether a seat is free at `now`, for the owner of `holdId`. */
type Claim = { readonly kind: 'free' | 'own' | 'taken' } | { readonly kind: 'run-out'; readonly holdId: Id };

/** The claim on a seat. An expired hold is `run-out`: the caller may expire it and take its seats. */
export function seatClaim(seat: LockedSeat, holdId: Id | undefined, now: Date): Claim {
  const { state } = seat;
  switch (state.status) {
    case 'available':
      return { kind: 'free' };
    case 'sold':
      return { kind: 'taken' };
    case 'held':
      if (state.holdId === holdId) return { kind: 'own' };
      return state.heldUntil.getTime() <= now.getTime() ? { kind: 'run-out', holdId: state.holdId } : { kind: 'taken' };
    default:
      return unreachable(state);
  }
}

/** The seats that are not available for the hold: another hold has them, run out or not, or they are sold. */
export function claimedByOthers(seats: readonly LockedSeat[], hold: { readonly id: Id }): readonly LockedSeat[] {
  return seats.filter(({ state }) => state.status === 'sold' || (state.status === 'held' && state.holdId !== hold.id));
}
