import { notFound, requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Member, Viewer } from '../../kernel/viewer.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { extendHoldInput, holdSeatsInput } from './booking-inputs.js';
import { bookingMember } from './booking-access.js';
import type { BookingReads } from './booking-reads.js';
import type { BookingWrites } from './booking-writes.js';
import { buyerOf, isBoughtBy } from './buyer.js';
import { decideExtension, decideHold, requireReleasable } from './hold-decisions.js';
import type { SeatHold } from './hold.js';
import { appendSeatMapEvents } from './seat-map-events.js';
import { requireRow, showNow, type BookingUnitOfWork } from './booking-transaction.js';
import { takeOverHolds } from './hold-expiry.js';
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

/** The member's hold. Throws NOT_FOUND. It is not locked: rely only on fields that never change. */
export async function ownHold(bookings: BookingWrites, member: Member, id: string): Promise<SeatHold> {
  const hold = await bookings.hold(requireId('SeatHold', id));
  if (hold === undefined || !isBoughtBy(hold, member)) throw notFound('SeatHold');
  return hold;
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
          const seats = await bookings.lockSeatsToTake(showId, seatLabels);
          const { show, now } = await showNow(bookings, showId);
          const { hold, expiredHoldIds } = decideHold({
            id: newId('SeatHold', now),
            buyer: buyerOf(member),
            show,
            labels: seatLabels,
            seats,
            minutes,
            now,
          });
          const expired = await takeOverHolds(bookings, show, expiredHoldIds, seats, now);
          await bookings.insertHold(hold);
          const held = { cause: 'held' as const, holdId: hold.id, labels: hold.labels };
          await appendSeatMapEvents(
            stores,
            showId,
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
      return unitOfWork.run(command, async ({ bookings }) => {
        const { showId, labels, id: holdId } = await ownHold(bookings, member, id);
        await bookings.lockSeats(showId, labels);
        const hold = requireRow(await bookings.lockHolds([holdId]), 'SeatHold');
        const { show, now } = await showNow(bookings, showId);
        return bookings.extendHold(hold, decideExtension(hold, show, minutes, now));
      });
    },

    async release(viewer, id, command) {
      const member = bookingMember(viewer);
      return unitOfWork.run(command, async (stores) => {
        const { bookings } = stores;
        const { showId, labels, id: holdId } = await ownHold(bookings, member, id);
        await bookings.lockSeats(showId, labels);
        const hold = requireRow(await bookings.lockHolds([holdId]), 'SeatHold');
        const [booking] = await bookings.lockBookingsOfHolds([holdId]);
        const { show, now } = await showNow(bookings, showId);
        requireReleasable(hold, booking, now);
        await bookings.freeSeats(showId, labels);
        await bookings.endHolds([holdId], 'released');
        await appendSeatMapEvents(
          stores,
          showId,
          { seats: [{ cause: 'released', holdId, labels }], events: [] },
          { tenant: show.tenant, actor: member.subject, now },
        );
        return { ...hold, status: 'released' };
      });
    },
  };
}
