import type { ParkCause } from '../../contracts/refusal.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { DomainError, requireFound } from '../../kernel/errors.js';
import { kindOf, requireId, type Id } from '../../kernel/ids.js';
import { pageOf, type Page, type PageRequest } from '../../kernel/paging.js';
import { parseInput } from '../../kernel/validate.js';
import { requireRole, type Member, type Viewer } from '../../kernel/viewer.js';
import type { ParkedEvent as StoredEvent, ParkedEvents, ParkedFilter, ParkedWrites } from '../outbox/parked-events.js';
import type { UnitOfWork } from '../outbox/unit-of-work.js';
import { parkedEventFilterInput, redriveParkedEventsInput, type ParkedCause } from './parked-event-inputs.js';

/** The parked events, in the order in which they were appended. */
export const PARKED_EVENT_LIST = 'parked-events';

/** A parked event as its tenant sees it. Its data stays in the store: nothing has checked it. */
export interface ParkedEvent {
  readonly id: Id;
  readonly type: string;
  readonly topic: string;
  readonly aggregateId: Id;
  readonly cause: ParkedCause;
  /** The exact fault. Null when a broker said it: it may name internals. */
  readonly reason: string | null;
  readonly occurredAt: Date;
  readonly parkedAt: Date;
  readonly seq: bigint;
}

/** What became of an event that was to be redriven. */
export const PARKED_OUTCOMES = ['redriven', 'not_found'] as const;
export type ParkedOutcome = (typeof PARKED_OUTCOMES)[number];

export interface ParkedEventRedrive {
  readonly isDryRun: boolean;
  /** One for each ID, in the order of the IDs. */
  readonly results: readonly { readonly id: string; readonly outcome: ParkedOutcome }[];
}

/**
 * The events of the viewer's tenant that Kafka refuses, for its owner and staff. Other callers get UNAUTHENTICATED or
 * FORBIDDEN, and another tenant's events do not exist.
 */
export interface ParkedEventService {
  /** `filter` is { cause?, eventType? }. Throws BAD_INPUT and BAD_CURSOR. */
  page(viewer: Viewer, filter: unknown, request: PageRequest): Promise<Page<ParkedEvent>>;
  count(viewer: Viewer, filter: unknown): Promise<number>;
  /** Throws NOT_FOUND. */
  get(viewer: Viewer, id: string): Promise<ParkedEvent>;
  /** Puts events back into the outbox: { ids, dryRun? }. The relay tries them once more, and may park them again. */
  redrive(viewer: Viewer, request: unknown, command: CommandContext): Promise<ParkedEventRedrive>;
}

interface ParkedEventServiceConfig {
  readonly events: Pick<ParkedEvents, 'list' | 'count'>;
  readonly unitOfWork: Pick<UnitOfWork<{ readonly parked: ParkedWrites }>, 'run'>;
}

/** See ParkedEventService. */
export function createParkedEventService({ events, unitOfWork }: ParkedEventServiceConfig): ParkedEventService {
  function filterOf(viewer: Viewer, given: unknown): ParkedFilter {
    const { tenant } = staffOf(viewer);
    const { cause, eventType } = parseInput(parkedEventFilterInput, given ?? {});
    return {
      tenant,
      ...(cause !== undefined && { cause: cause.toUpperCase() as ParkCause }),
      ...(eventType !== undefined && { type: eventType }),
    };
  }

  return {
    async page(viewer, filter, request) {
      const wanted = filterOf(viewer, filter);
      const found = await events.list(wanted, request.first + 1, afterOf(request));
      return pageOf(found.map(forTenant), request, ({ seq }) => [seq.toString()]);
    },

    count: async (viewer, filter) => events.count(filterOf(viewer, filter)),

    async get(viewer, id) {
      const { tenant } = staffOf(viewer);
      const [found] = await events.list({ tenant, eventId: requireId('Event', id) }, 1);
      return forTenant(requireFound(found, 'parked event'));
    },

    async redrive(viewer, request, command) {
      const { tenant } = staffOf(viewer);
      const { ids, dryRun = false } = parseInput(redriveParkedEventsInput, request);
      const known = ids.map((id) => id.toLowerCase()).filter((id) => kindOf(id) === 'Event');
      return unitOfWork.run(command, async ({ parked }) => {
        const moved = new Set(await (dryRun ? parked.parked(tenant, known) : parked.redrive(tenant, known)));
        return {
          isDryRun: dryRun,
          results: ids.map((id) => ({
            id,
            outcome: moved.has(id.toLowerCase()) ? ('redriven' as const) : ('not_found' as const),
          })),
        };
      });
    },
  };
}

const staffOf = (viewer: Viewer): Member => requireRole(viewer, 'owner', 'staff');

/** The `seq` after which the page begins. Throws BAD_CURSOR. */
function afterOf({ after }: PageRequest): bigint | undefined {
  if (after === undefined) return undefined;
  const [seq] = after;
  if (after.length !== 1 || typeof seq !== 'string' || !/^\d{1,18}$/.test(seq))
    throw new DomainError('BAD_CURSOR', undefined, { argument: 'after' });
  return BigInt(seq);
}

function forTenant({ seq, eventId, type, topic, aggregateId, cause, reason, occurredAt, parkedAt }: StoredEvent) {
  return {
    id: eventId,
    type,
    topic,
    aggregateId,
    cause: cause.toLowerCase() as ParkedCause,
    reason: cause === 'REJECTED' ? null : reason,
    occurredAt,
    parkedAt,
    seq,
  };
}
