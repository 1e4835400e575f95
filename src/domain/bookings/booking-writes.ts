import type { Id } from '../../kernel/ids.js';
import type { BookedSeat, Booking, BookingStatus, Payment, PaymentStatus } from './booking.js';
import type { PriceTier, Screen, Seat, Show, Venue } from './catalogue.js';
import type { SeatHold } from './hold.js';
import type { PlannedShow } from './occupancy.js';
import type { PaymentEvent } from './payment-provider.js';
import type { LockedSeat, PricedSeat } from './seat-map.js';

/** A show, and the database's time of the read. The read is after all earlier locks were granted. */
export interface ShowNow {
  readonly show: Show;
  readonly now: Date;
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
 * by id -> payments by id -> the show's row (bumpSeatMap, cancelShow) -> outbox. A transaction may leave out any of
 * them and must never go back; two that lock the same rows in different orders deadlock. What has to be known before
 * the first lock (which show, which labels) comes from the unlocked reads `hold`, `booking` and `payment`, and only
 * from what never changes in them.
 *
 * Time is the database's, `ShowNow.now`, read after the locks: a transaction's own now() stands still while it waits
 * for a lock, so it would take a hold that has run out meanwhile for one that lasts.
 */
export interface BookingWrites {
  venueOfTenant(tenant: string, id: Id): Promise<Venue | undefined>;
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
  /** The number of the venue's screens. Locks the venue, so that no other transaction adds a screen meanwhile. */
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
   * Locks these seats of the show, and every other seat of the run-out holds among them, so that those can be taken
   * over whole. Resolves to all of them by label.
   */
  lockSeatsToTake(showId: Id, labels: readonly string[]): Promise<readonly LockedSeat[]>;
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

  insertBooking(booking: Booking, seats: readonly BookedSeat[]): Promise<void>;
  /** Sets the status and bumps the versions. */
  changeBookings(ids: readonly Id[], status: BookingStatus, now: Date): Promise<readonly Booking[]>;
  insertPayment(payment: Payment): Promise<void>;
  changePayment(id: Id, status: PaymentStatus, now: Date, providerRef?: string): Promise<Payment>;
  /** Records the provider's event. False when it was recorded before. */
  recordPaymentEvent(event: PaymentEvent, now: Date): Promise<boolean>;

  /**
   * Raises the version of the seat map by `changes` and resolves to the new one; with `ifScheduled`, undefined when the
   * show has been cancelled meanwhile. Serializes with cancelShow on the show's row.
   */
  bumpSeatMap(showId: Id, changes: number, ifScheduled?: 'ifScheduled'): Promise<number | undefined>;
  /**
   * Locks the show's row and makes it cancelled; undefined when there is no such show, `changed: false` when it was
   * already.
   */
  cancelShow(tenant: string, id: Id): Promise<{ readonly show: Show; readonly changed: boolean } | undefined>;
  /** Up to `limit` holds of the show, without `except`, that are active, or whose booking is confirmed. */
  undoneNext(showId: Id, except: readonly Id[], limit: number): Promise<readonly SeatHold[]>;
  markCleared(showId: Id, now: Date): Promise<void>;
}
