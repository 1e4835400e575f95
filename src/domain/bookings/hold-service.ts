import { requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { extendHoldInput, holdSeatsInput } from './booking-inputs.js';
import { bookingMember } from './booking-access.js';
import type { BookingReads } from './booking-reads.js';
import { buyerOf } from './buyer.js';
import { decideExtension, decideHold, requireReleasable } from './hold-decisions.js';
import type { SeatHold } from './hold.js';
import { appendSeatMapEvents } from './seat-map-events.js';
import type { BookingUnitOfWork } from './booking-transaction.js';
import { expireBlockingHolds } from './hold-expiry.js';
import { retryOnConflict } from './concurrent-update.js';

/** Holds of the viewer (owner or staff of any tenant: they may book any show). Another buyer's hold is NOT_FOUND. */
export interface HoldService {
  get(viewer: Viewer, id: string): Promise<SeatHold>;
  /** The viewer's holds among the IDs. */
  byIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, SeatHold>>;
  /**
   * Holds all of the seats or none. Throws SEAT_TAKEN with the seats that are taken. A hold that has run out does not
   * count.
   */
  hold(viewer: Viewer, input: unknown, command: CommandContext): Promise<SeatHold>;
  /** Throws HOLD_EXPIRED when it is too late. */
  extend(viewer: Viewer, input: unknown, command: CommandContext): Promise<SeatHold>;
  release(viewer: Viewer, id: string, command: CommandContext): Promise<SeatHold>;
}

interface HoldServiceParts {
  readonly reads: BookingReads;
  readonly unitOfWork: BookingUnitOfWork;
}

/** See HoldService. */
export function createHoldService({ reads, unitOfWork }: HoldServiceParts): HoldService {
  const byIds = async (viewer: Viewer, ids: readonly Id[]) => reads.holdsByIds(buyerOf(bookingMember(viewer)), ids);
  return {
    byIds,

    async get(viewer, id) {
      const holdId = requireId('SeatHold', id);
      return requireFound((await byIds(viewer, [holdId])).get(holdId), 'SeatHold');
    },

    async hold(viewer, input, command) {
      const member = bookingMember(viewer);
      const { showId: id, seatLabels, minutes } = parseInput(holdSeatsInput, input);
      const showId = requireId('Show', id);
      return retryOnConflict(() =>
        unitOfWork.run(command, async (stores) => {
          const { bookings } = stores;
          const { seats, ...at } = requireFound(await bookings.lockSeatsToTake(showId, seatLabels), 'Show');
          const { show, now } = at;
          const { hold, expiredHoldIds } = decideHold({
            id: newId('SeatHold', now),
            buyer: buyerOf(member),
            show,
            labels: seatLabels,
            seats,
            minutes,
            now,
          });
          const expired = await expireBlockingHolds(bookings, show, expiredHoldIds, seats, now);
          await bookings.insertHold(hold);
          const held = { cause: 'held' as const, holdId: hold.id, labels: hold.labels };
          await appendSeatMapEvents(
            stores,
            at,
            { seats: [...expired.seats, held], events: expired.events },
            { tenant: show.tenant, actor: member.subject, now },
            'ifScheduled',
          );
          return hold;
        }),
      );
    },

    async extend(viewer, input, command) {
      const member = bookingMember(viewer);
      const { id, minutes } = parseInput(extendHoldInput, input);
      const holdId = requireId('SeatHold', id);
      return unitOfWork.run(command, async ({ bookings }) => {
        const { hold, show, now } = requireFound(await bookings.lockOwnHold(buyerOf(member), holdId), 'SeatHold');
        return bookings.extendHold(hold, decideExtension(hold, show, minutes, now));
      });
    },

    async release(viewer, id, command) {
      const member = bookingMember(viewer);
      const holdId = requireId('SeatHold', id);
      return unitOfWork.run(command, async (stores) => {
        const { bookings } = stores;
        const { hold } = requireFound(await bookings.lockOwnHold(buyerOf(member), holdId), 'SeatHold');
        const { booking, ...at } = await bookings.lockBookingOfHold(hold, { locksShow: true });
        requireReleasable(hold, booking, at.now);
        await bookings.freeSeats(hold.showId, hold.labels);
        await bookings.endHolds([holdId], 'released');
        await appendSeatMapEvents(
          stores,
          at,
          { seats: [{ cause: 'released', holdId, labels: hold.labels }], events: [] },
          { tenant: at.show.tenant, actor: member.subject, now: at.now },
        );
        return { ...hold, status: 'released' };
      });
    },
  };
}
