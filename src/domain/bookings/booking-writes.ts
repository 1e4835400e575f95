import type { Id } from '../../kernel/ids.js';
import type { BookingScope } from './booking-access.js';
import type { BookedSeat, Booking, BookingStatus, Payment, PaymentStatus } from './booking.js';
import type { Buyer } from './buyer.js';
import type { PriceTier, Screen, Seat, Show, Venue } from './catalogue.js';
import type { SeatHold } from './hold.js';
import type { PlannedShow } from './occupancy.js';
import type { PaymentEvent } from './payment-provider.js';
import type { LockedSeat, PricedSeat } from './seat-map.js';

/** A show, and the database's time of the read. The read is after all earlier locks were granted. */
export interface CurrentShow {
  readonly show: Show;
  readonly now: Date;
  /** Whether the show's row is locked: its status and its seatMapVersion are then those of the end of the transaction. */
  readonly isLocked: boolean;
}

/**
 * A show, with the booking of a hold (undefined when there is none), its payments, and the names for a confirmation.
 * Booking and payments are locked.
 */
interface BookingOfHold extends CurrentShow {
  readonly booking: Booking | undefined;
  readonly payments: readonly Payment[];
  readonly names: ShowNames;
  /** Whether the event was recorded before. */
  readonly isEventRecorded: boolean;
}

/** The data of a show in a confirmation. */
export interface ShowNames {
  readonly movieTitle: string;
  readonly venueName: string;
  readonly screenName: string;
  /** The venue's, IANA. */
  readonly timeZone: string;
}

/**
 * Writes of bookings inside one transaction.
 *
 * Lock order, everywhere: the screen (lockScreenOfTenant, to plan a show) -> seats by label -> holds by id -> bookings
 * by id -> payments by id -> the show's row (bumpSeatMap, cancelShow) -> outbox. A transaction may skip any of them,
 * but must never go back: two transactions that lock the same rows in different orders deadlock. Only values that never
 * change (the show of a hold, its labels) are read before the first lock. Rows that are inserted under the lock of a
 * hold (its booking, its payments) are read by a later call, or the insert of another one fails.
 *
 * A write without a result may be delayed to the end of the transaction and sent together with others.
 *
 * Time is the database's, `CurrentShow.now`, read after the locks. A transaction's own now() is the time of its start:
 * after a wait for a lock, an expired hold would look active.
 */
export interface BookingWrites {
  /** Whether the tenant has the venue. Locks it, so that no other transaction adds a screen meanwhile. */
  lockVenueOfTenant(tenant: string, id: Id): Promise<boolean>;
  /**
   * Locks the screen until the transaction ends: the caller sees every other show, and no other transaction plans one
   * meanwhile.
   */
  lockScreenOfTenant(tenant: string, id: Id): Promise<Screen | undefined>;
  /** Null when the running time is not known. Undefined when the movie does not exist. */
  runningTimeOfMovie(id: Id): Promise<number | null | undefined>;
  /** Scheduled shows of the screen that begin between these instants, both excluded. */
  showsOfScreen(screenId: Id, after: Date, before: Date): Promise<readonly PlannedShow[]>;
  insertVenue(venue: Venue, now: Date): Promise<void>;
  /** False when the venue already has a screen with this name. */
  insertScreen(screen: Screen): Promise<boolean>;
  /** The number of the venue's screens. Call it after lockVenueOfTenant. */
  countScreens(venueId: Id): Promise<number>;
  insertShow(show: Show, tiers: readonly PriceTier[], seats: readonly Seat[], now: Date): Promise<void>;

  currentShow(id: Id): Promise<CurrentShow | undefined>;

  /**
   * Locks these seats of the show, and every other seat of the expired holds among them, so that whole holds can be
   * expired. Resolves to all of them by label. Locks the show too if every one of them is available. Undefined when the
   * show does not exist.
   */
  lockSeatsToTake(
    showId: Id,
    labels: readonly string[],
  ): Promise<(CurrentShow & { readonly seats: readonly LockedSeat[] }) | undefined>;
  /** Locks the seats of the buyer's hold, then the hold. */
  lockOwnHold(buyer: Buyer, id: Id): Promise<(CurrentShow & { readonly hold: SeatHold }) | undefined>;
  /** Locks the buyer's hold. With its booking, unless that was made during the wait, and with its seats at their prices. */
  lockHoldToBook(
    buyer: Buyer,
    id: Id,
  ): Promise<
    | (CurrentShow & {
        readonly hold: SeatHold;
        readonly existing: Booking | undefined;
        readonly seats: readonly PricedSeat[];
      })
    | undefined
  >;
  /** Locks the hold of the buyer's booking, the booking and its payments, except those begun during the wait. */
  lockBookingToPay(
    buyer: Buyer,
    id: Id,
  ): Promise<
    | (CurrentShow & { readonly hold: SeatHold; readonly booking: Booking; readonly payments: readonly Payment[] })
    | undefined
  >;
  /** Locks the seats of a booking that is visible in this scope, then its hold. */
  lockSeatsOfBooking(scope: BookingScope, id: Id): Promise<SeatHold | undefined>;
  /** Locks the seats of a payment's booking and of the run-out holds among them, then the booking's own hold. */
  lockSeatsOfPayment(id: Id): Promise<{ readonly hold: SeatHold; readonly seats: readonly LockedSeat[] } | undefined>;
  /** Locks the booking of a locked hold, its payments and, when asked to, the show. `event`: the ID of a payment event. */
  lockBookingOfHold(
    hold: SeatHold,
    options: { readonly locksShow: boolean; readonly event?: string },
  ): Promise<BookingOfHold>;
  /** Locks these seats of the show; with `skipLocked` only those that no other transaction has locked. */
  lockSeats(showId: Id, labels: readonly string[], skipLocked?: 'skipLocked'): Promise<readonly LockedSeat[]>;
  lockHolds(ids: readonly Id[]): Promise<readonly SeatHold[]>;
  lockBookingsOfHolds(holdIds: readonly Id[]): Promise<readonly Booking[]>;
  lockPaymentsOfBookings(bookingIds: readonly Id[]): Promise<readonly Payment[]>;

  /** Inserts an active hold and makes its seats held. */
  insertHold(hold: SeatHold): Promise<void>;
  /** Moves the end of a hold and of its seats. */
  extendHold(hold: SeatHold, expiresAt: Date): Promise<SeatHold>;
  endHolds(ids: readonly Id[], status: 'released' | 'expired' | 'booked'): Promise<void>;
  freeSeats(showId: Id, labels: readonly string[]): Promise<void>;
  /** Marks the seats as sold, and claims the one sale that each seat of a show can have. */
  sellSeats(showId: Id, labels: readonly string[], bookingId: Id): Promise<void>;
  /** Releases the sales of these bookings. */
  unsellSeats(bookingIds: readonly Id[]): Promise<void>;

  /** The commit fails with ConcurrentUpdateError when the hold has a booking. */
  insertBooking(booking: Booking, seats: readonly BookedSeat[]): Promise<void>;
  /** Sets the status of locked bookings and bumps their versions. */
  changeBookings(bookings: readonly Booking[], status: BookingStatus, now: Date): Promise<readonly Booking[]>;
  /** The commit fails with ConcurrentUpdateError when the booking has more payments than the `earlier` ones. */
  insertPayment(payment: Payment, earlier: readonly Payment[]): Promise<void>;
  /** Changes locked payments. */
  changePayments(
    payments: readonly Payment[],
    status: PaymentStatus,
    now: Date,
    providerRef?: string,
  ): Promise<readonly Payment[]>;
  /** Records the provider's event. The commit fails with ConcurrentUpdateError when it was recorded before. */
  recordPaymentEvent(event: PaymentEvent, now: Date): Promise<void>;

  /**
   * Raises the version of the seat map by `changes` and resolves to the new one; with `ifScheduled`, undefined when the
   * show has been cancelled meanwhile. Serializes with cancelShow on the show's row.
   */
  bumpSeatMap(showId: Id, changes: number, ifScheduled?: 'ifScheduled'): Promise<number | undefined>;
  /** Sets the version of the seat map of a locked show. */
  setSeatMapVersion(showId: Id, version: number): Promise<void>;
  /**
   * Locks the show's row and cancels the show. Undefined when the show does not exist, `changed: false` when it was
   * cancelled already.
   */
  cancelShow(tenant: string, id: Id): Promise<{ readonly show: Show; readonly changed: boolean } | undefined>;
  /** Up to `limit` holds of the show, without `except`, that are active, or whose booking is confirmed. */
  undoneNext(showId: Id, except: readonly Id[], limit: number): Promise<readonly SeatHold[]>;
  markCleared(showId: Id, now: Date): Promise<void>;
}
