import { createBookingService } from '../../src/domain/bookings/booking-service.js';
import type { Show } from '../../src/domain/bookings/catalogue.js';
import { createCatalogueService } from '../../src/domain/bookings/catalogue-service.js';
import { createExpirySweeper } from '../../src/domain/bookings/expiry.js';
import { createHoldService } from '../../src/domain/bookings/hold-service.js';
import type { PaymentProvider } from '../../src/domain/bookings/payment-provider.js';
import { createPaymentRecovery } from '../../src/domain/bookings/payment-recovery.js';
import { createPaymentService } from '../../src/domain/bookings/payment-service.js';
import { createPaymentSettlement } from '../../src/domain/bookings/payment-settlement.js';
import { createProgrammeService } from '../../src/domain/bookings/programme-service.js';
import type { AnyGatewayEvent } from '../../src/contracts/gateway-event.js';
import type { CommandContext } from '../../src/kernel/command-context.js';
import { systemClock } from '../../src/kernel/clock.js';
import { newId, type Id } from '../../src/kernel/ids.js';
import type { Member } from '../../src/kernel/viewer.js';
import { createBookingBacklog } from '../../src/stores/postgres/bookings/booking-backlog.js';
import { createBookingReads } from '../../src/stores/postgres/bookings/booking-reads.js';
import { createBookingWrites } from '../../src/stores/postgres/bookings/booking-writes.js';
import { createCatalogueReads } from '../../src/stores/postgres/bookings/catalogue-reads.js';
import { createDatabase } from '../../src/stores/postgres/database.js';
import type { Prisma } from '../../src/stores/postgres/generated/client.js';
import type { Transaction } from '../../src/stores/postgres/transaction.js';
import { createUnitOfWork } from '../../src/stores/postgres/unit-of-work.js';
import { createOwnDatabase } from './own-database.js';
import { createScriptedProvider, type ScriptedProvider } from './scripted-provider.js';
import { createTestOutbox, outboxEvents } from './test-outbox.js';

export const OWNER: Member = { role: 'owner', subject: 'olga', tenant: 'odeon' };
export const STAFF: Member = { role: 'staff', subject: 'stan', tenant: 'odeon' };
/** Somebody else's owner: buys at the Odeon, and owns nothing there. */
export const BUYER: Member = { role: 'owner', subject: 'bea', tenant: 'elsewhere' };
export const STRANGER: Member = { role: 'staff', subject: 'sid', tenant: 'elsewhere' };
export const DATA: Member = { role: 'data', subject: 'dan', tenant: 'odeon' };

/** A command without an idempotency key, and one with. */
export const once: CommandContext = {};
export const keyed = (key: string, requestHash = 'hash', scope = 'bea'): CommandContext => ({
  idempotency: { scope, key, requestHash },
});

export interface BookingBenchOptions {
  /** The database of another bench, as another gateway would use it; the other bench removes it. */
  readonly url?: string;
  readonly poolSize?: number;
  readonly provider?: PaymentProvider;
  /** Puts another transaction in the place of the real one, for negative controls. */
  readonly wrapTransaction?: (tx: Transaction) => Transaction;
}

/** The bookings domain over a database of its own. */
export async function openBookings({
  url,
  poolSize = 20,
  provider,
  wrapTransaction = (tx) => tx,
}: BookingBenchOptions = {}) {
  const own = url === undefined ? await createOwnDatabase() : { url, drop: () => Promise.resolve() };
  const database = createDatabase(own.url, poolSize);
  const scripted: ScriptedProvider = createScriptedProvider();
  const payer = provider ?? scripted;
  const notified = { times: 0 };
  const lost: unknown[] = [];
  const unitOfWork = createUnitOfWork({
    database,
    createStores: (tx) => ({ bookings: createBookingWrites(wrapTransaction(tx)) }),
    createOutbox: createTestOutbox,
    signal: { notify: () => void (notified.times += 1) },
    onLost: (error) => void lost.push(error),
  });
  const reads = createBookingReads(database);
  const catalogueReads = createCatalogueReads(database);
  const backlog = createBookingBacklog(database);
  const settlement = createPaymentSettlement({ unitOfWork, provider: payer });
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  return {
    url: own.url,
    database,
    unitOfWork,
    reads,
    catalogueReads,
    backlog,
    settlement,
    notified,
    errors,
    /** Transactions that were run again because they had lost to another: none, unless a lock order is broken. */
    lost,
    provider: scripted,
    catalogue: createCatalogueService(catalogueReads),
    programme: createProgrammeService({ unitOfWork, clock: systemClock, onError }),
    holds: createHoldService({ reads, unitOfWork }),
    bookings: createBookingService({ reads, unitOfWork, settlement }),
    payments: createPaymentService({ reads, unitOfWork, provider: payer, settlement }),
    expiry: createExpirySweeper({ backlog, unitOfWork, onError }),
    recovery: createPaymentRecovery({
      backlog,
      unitOfWork,
      provider: payer,
      settlement,
      settleAfterMs: 0,
      absentAfterMs: 0,
      onError,
    }),
    /** Everything appended to the outbox, in order. */
    events: (): Promise<readonly AnyGatewayEvent[]> => outboxEvents(database),
    /** Makes a hold run out now, as if its time had passed. */
    async expireHold(holdId: Id) {
      await database.pool.query(
        `UPDATE seat_hold SET expires_at = clock_timestamp() - interval '1 second' WHERE id = $1`,
        [holdId],
      );
      await database.pool.query(
        `UPDATE seat SET held_until = clock_timestamp() - interval '1 second' WHERE hold_id = $1`,
        [holdId],
      );
    },
    async startShow(showId: Id) {
      await database.pool.query(`UPDATE show SET starts_at = clock_timestamp() - interval '1 second' WHERE id = $1`, [
        showId,
      ]);
    },
    /** Seats by label, as stored. */
    async seats(showId: Id) {
      const { rows } = await database.pool.query<{
        label: string;
        status: string;
        holdId: string | null;
        bookingId: string | null;
      }>(
        `SELECT label, status::text AS status, hold_id AS "holdId", booking_id AS "bookingId" FROM seat WHERE show_id = $1`,
        [showId],
      );
      return new Map(rows.map((row) => [row.label, row]));
    },
    async stop() {
      await database.stop();
      await own.drop();
    },
  };
}
export type BookingBench = Awaited<ReturnType<typeof openBookings>>;

export interface ShowOptions {
  readonly owner?: Member;
  readonly rows?: readonly { readonly row: string; readonly seats: number; readonly tier?: string }[];
  readonly startsInMs?: number;
  readonly title?: string;
}

/** Inserts a movie. */
export async function makeMovie(
  bench: BookingBench,
  title = 'The Land Girls',
  more: Partial<Prisma.MovieCreateInput> = {},
): Promise<Id> {
  const id = newId('Movie', new Date());
  await bench.database.prisma.movie.create({ data: { id, sourceKey: id, title, ...more } });
  return id;
}

/**
 * A movie, a venue, a screen and a show tomorrow: rows A and B of 10 seats, the first at 12.50, the second at 20.00
 * euros.
 */
export async function makeShow(bench: BookingBench, options: ShowOptions = {}): Promise<Show> {
  const {
    owner = OWNER,
    rows = [
      { row: 'A', seats: 10 },
      { row: 'B', seats: 10, tier: 'premium' },
    ],
    startsInMs = 24 * 3_600_000,
    title,
  } = options;
  const movieId = await makeMovie(bench, title);
  const venue = await bench.programme.createVenue(
    owner,
    { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' },
    once,
  );
  const layout = rows.map(({ row, seats, tier = 'standard' }) => ({ row, seats, tier }));
  const screen = await bench.programme.createScreen(owner, { venueId: venue.id, name: 'Screen 1', layout }, once);
  return bench.programme.createShow(
    owner,
    {
      movieId,
      screenId: screen.id,
      startsAt: new Date(Date.now() + startsInMs),
      currency: 'EUR',
      tiers: [
        { code: 'standard', name: 'Standard', price: '12.50' },
        { code: 'premium', name: 'Premium', price: '20' },
      ],
    },
    once,
  );
}

/** A hold and its booking, not yet paid. */
export async function makeBooking(
  bench: BookingBench,
  show: Show,
  seatLabels: readonly string[],
  buyer: Member = BUYER,
) {
  const hold = await bench.holds.hold(buyer, { showId: show.id, seatLabels }, once);
  const booking = await bench.bookings.create(buyer, { holdId: hold.id, email: 'bea@example.com' }, once);
  return { hold, booking };
}

/** The code of the DomainError a promise rejects with; fails when it resolves or rejects with anything else. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error && error.name === 'DomainError') return (error as Error & { code: string }).code;
    throw error;
  }
  throw new Error('It resolved');
}
