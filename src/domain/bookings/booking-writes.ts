import type { Id } from '../../kernel/ids.js';
import type { BookedSeat, Booking, BookingStatus, Payment, PaymentStatus } from './booking.js';
import type { PriceTier, Screen, Seat, Show, Venue } from './catalogue.js';
import type { SeatHold } from './hold.js';
import type { PlannedShow } from './occupancy.js';
import type { PaymentEvent } from './payment-provider.js';
import type { LockedSeat, PricedSeat } from './seat-map.js';

/** A show, and the database's clock when it was read: after the locks taken before it were granted. */
export interface ShowNow {
  readonly show: Show;
  readonly now: Date;
}

/** What a confirmation says about a show. */
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
 * Lock order, everywhere: the screen (lockScreenOfTenant, to plan a show) -> seats by label -> holds by id -> bookings by id -> payments by id -> the show's row (bumpSeatMap,
 * cancelShow) -> outbox. A transaction may leave out any of them and must never go back; two that lock the same rows in
 * different orders deadlock. What has to be known before the first lock (which show, which labels) comes from the unlocked reads
 * `hold`, `booking` and `payment`, and only from what never changes in them.
 *
 * Time is the database's, `ShowNow.now`, read after the locks: a transaction's own now() stands still while it waits for a lock, so
 * it would take a hold that has run out meanwhile for one that lasts.
 */
export interface BookingWrites {
  venueOfTenant(tenant: string, id: Id): Promise<Venue | undefined>;
  /** Locks the screen until the transaction ends: who plans a show on it sees every other show, and nobody plans one meanwhile. */
  lockScreenOfTenant(tenant: string, id: Id): Promise<Screen | undefined>;
  /** Null for a movie whose running time is not known, undefined for one that there is not. */
  runningTimeOfMovie(id: Id): Promise<number | null | undefined>;
  /** Scheduled shows of the screen that begin between these instants, both excluded. */
  showsOfScreen(screenId: Id, after: Date, before: Date): Promise<readonly PlannedShow[]>;
  insertVenue(venue: Venue, now: Date): Promise<void>;
  /** False when the venue has a screen of this name. */
  insertScreen(screen: Screen): Promise<boolean>;
  /** How many screens the venue has, which is locked so that nobody else adds one meanwhile. */
  countScreens(venueId: Id): Promise<number>;
  insertShow(show: Show, tiers: readonly PriceTier[], seats: readonly Seat[], now: Date): Promise<void>;

  hold(id: Id): Promise<SeatHold | undefined>;
  booking(id: Id): Promise<Booking | undefined>;
  payment(id: Id): Promise<Payment | undefined>;
  /** These seats of the show at their prices, which never change. */
  pricedSeats(showId: Id, labels: readonly string[]): Promise<readonly PricedSeat[]>;
  showNow(id: Id): Promise<ShowNow | undefined>;
  showNames(id: Id): Promise<ShowNames>;

  /**
   * Locks these seats of the show, and every other seat of the run-out holds among them, so that those can be taken over whole.
   * Resolves to all of them by label.
   */
  lockSeatsToTake(showId: Id, labels: readonly string[]): Promise<readonly LockedSeat[]>;
  /** Locks these seats of the show; with `skipLocked` those that nobody else has locked. */
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
  /** Makes the seats sold, and claims the one sale that each seat of a show can have. */
  sellSeats(showId: Id, labels: readonly string[], bookingId: Id): Promise<void>;
  /** Gives up the sales of these bookings. */
  unsellSeats(bookingIds: readonly Id[]): Promise<void>;

  insertBooking(booking: Booking, seats: readonly BookedSeat[]): Promise<void>;
  /** Sets the status and bumps the versions. */
  changeBookings(ids: readonly Id[], status: BookingStatus, now: Date): Promise<readonly Booking[]>;
  insertPayment(payment: Payment): Promise<void>;
  changePayment(id: Id, status: PaymentStatus, now: Date, providerRef?: string): Promise<Payment>;
  /** Records what the provider said; false when this event was recorded before. */
  recordPaymentEvent(event: PaymentEvent, now: Date): Promise<boolean>;

  /**
   * Raises the version of the seat map by `changes` and resolves to the new one; with `ifScheduled`, undefined when the show has
   * been cancelled meanwhile. Serializes with cancelShow on the show's row.
   */
  bumpSeatMap(showId: Id, changes: number, ifScheduled?: 'ifScheduled'): Promise<number | undefined>;
  /** Locks the show's row and makes it cancelled; undefined when there is no such show, `changed: false` when it was already. */
  cancelShow(tenant: string, id: Id): Promise<{ readonly show: Show; readonly changed: boolean } | undefined>;
  /** Up to `limit` holds of the show, without `except`, that are active, or whose booking is confirmed. */
  undoneNext(showId: Id, except: readonly Id[], limit: number): Promise<readonly SeatHold[]>;
  markCleared(showId: Id, now: Date): Promise<void>;
}
