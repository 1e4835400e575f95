import type { Clock } from '../../kernel/clock.js';
import { DomainError, notFound } from '../../kernel/errors.js';
import { newId, requireId } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { programmeWriter } from './booking-access.js';
import { byMember } from '../../contracts/gateway-event.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { showCancelled, showScheduled } from './booking-events.js';
import { createScreenInput, createShowInput, createVenueInput, LIMITS } from './booking-inputs.js';
import type { Screen, Show, Venue } from './catalogue.js';
import { latestNonOverlappingStart, occupancyOf, requireFreeScreen } from './occupancy.js';
import { decideShow } from './programme-decisions.js';
import type { BookingUnitOfWork } from './booking-transaction.js';
import { clearCancelledShow } from './show-cancellation.js';

/** An owner's writes to the catalogue: the tenant's venues, screens and shows. Another tenant's are NOT_FOUND. */
export interface ProgrammeService {
  createVenue(viewer: Viewer, input: unknown, command: CommandContext): Promise<Venue>;
  /** Throws ALREADY_EXISTS when the venue already has a screen with this name. */
  createScreen(viewer: Viewer, input: unknown, command: CommandContext): Promise<Screen>;
  /** Throws SCREEN_OCCUPIED when the screen has another show at that time, the gap after each show included. */
  createShow(viewer: Viewer, input: unknown, command: CommandContext): Promise<Show>;
  /**
   * After it resolves, no seats are held, booked or paid, and the show's holds and bookings are undone (after a crash
   * in between, by the payment recovery, which also refunds the payments). Throws INVALID_STATE when the show is
   * already cancelled.
   */
  cancelShow(viewer: Viewer, id: string, command: CommandContext): Promise<Show>;
}

interface ProgrammeServiceParts {
  readonly unitOfWork: BookingUnitOfWork;
  readonly clock: Clock;
  /** The undoing after a cancellation failed, and is left to the recovery. */
  readonly onError?: (error: unknown) => void;
}

/** See ProgrammeService. */
export function createProgrammeService({
  unitOfWork,
  clock,
  onError = () => undefined,
}: ProgrammeServiceParts): ProgrammeService {
  return {
    async createVenue(viewer, input, command) {
      const member = programmeWriter(viewer);
      const now = clock.now();
      const venue: Venue = { id: newId('Venue', now), tenant: member.tenant, ...parseInput(createVenueInput, input) };
      return unitOfWork.run(command, async ({ bookings }) => {
        await bookings.insertVenue(venue, now);
        return venue;
      });
    },

    async createScreen(viewer, input, command) {
      const member = programmeWriter(viewer);
      const { venueId: id, name, layout } = parseInput(createScreenInput, input);
      const venueId = requireId('Venue', id);
      const screen: Screen = { id: newId('Screen', clock.now()), venueId, name, layout };
      return unitOfWork.run(command, async ({ bookings }) => {
        if (!(await bookings.lockVenueOfTenant(member.tenant, venueId))) throw notFound('Venue');
        if ((await bookings.countScreens(venueId)) >= LIMITS.screens)
          throw new DomainError('LIMIT_EXCEEDED', `A venue has at most ${LIMITS.screens} screens.`, {
            limit: 'screens',
            maximum: LIMITS.screens,
          });
        if (!(await bookings.insertScreen(screen)))
          throw new DomainError('ALREADY_EXISTS', 'The venue already has a screen with this name.', {
            argument: 'name',
          });
        return screen;
      });
    },

    async createShow(viewer, input, command) {
      const member = programmeWriter(viewer);
      const { movieId: movie, screenId, ...asked } = parseInput(createShowInput, input);
      const movieId = requireId('Movie', movie);
      const now = clock.now();
      return unitOfWork.run(command, async ({ bookings, outbox }) => {
        const screen = await bookings.lockScreenOfTenant(member.tenant, requireId('Screen', screenId));
        if (screen === undefined) throw notFound('Screen');
        const runningTimeMinutes = await bookings.runningTimeOfMovie(movieId);
        if (runningTimeMinutes === undefined) throw notFound('Movie');
        const { show, tiers, seats } = decideShow({
          id: newId('Show', now),
          tenant: member.tenant,
          movieId,
          screen,
          ...asked,
          now,
        });
        const wanted = occupancyOf({ startsAt: show.startsAt, runningTimeMinutes });
        requireFreeScreen(
          wanted,
          await bookings.showsOfScreen(screen.id, latestNonOverlappingStart(wanted), wanted.until),
        );
        await bookings.insertShow(show, tiers, seats, now);
        await outbox.append([showScheduled(show, seats, byMember(member, now))]);
        return show;
      });
    },

    async cancelShow(viewer, id, command) {
      const member = programmeWriter(viewer);
      const showId = requireId('Show', id);
      const now = clock.now();
      const cancelled = await unitOfWork.run(command, async ({ bookings, outbox }) => {
        const result = await bookings.cancelShow(member.tenant, showId);
        if (result === undefined) throw notFound('Show');
        if (!result.changed)
          throw new DomainError('INVALID_STATE', 'The show is already cancelled.', { status: 'cancelled' });
        await outbox.append([showCancelled(result.show, byMember(member, now))]);
        return result.show;
      });
      // The show stays cancelled even if this fails.
      await clearCancelledShow(unitOfWork, showId).catch(onError);
      return cancelled;
    },
  };
}
