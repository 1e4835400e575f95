import { DomainError, requireFound } from '../../kernel/errors.js';
import { requireId, type Id } from '../../kernel/ids.js';
import { requireRole, type Viewer } from '../../kernel/viewer.js';
import type { EventJourney, JourneyedEvent, OutboxStep } from './event-journey.js';
import type { Applied, EventLogTraces, LogTraces, OutboxTraces } from './journey-reads.js';

/** The most events of one trace that are followed. */
export const MAX_JOURNEYS = 20;

/** Clocks of several machines differ: the log is searched from so long before the event was made. */
const CLOCK_SKEW_MS = 5_000;
/** A traceparent of W3C Trace Context, or its trace ID alone. */
const TRACE = /^(?:[0-9a-f]{2}-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/;

/**
 * The ways of the events of the viewer's tenant, for its owner and staff. Other callers get UNAUTHENTICATED or
 * FORBIDDEN, and another tenant's events do not exist. Throws UNAVAILABLE when a store or the log does not answer.
 */
export interface JourneyService {
  /** Throws NOT_FOUND when the event is neither in the outbox nor in the event log. */
  ofEvent(viewer: Viewer, id: string): Promise<EventJourney>;
  /**
   * The events of a request, at most MAX_JOURNEYS, in the order of the outbox. `trace` is the request's traceparent or
   * its trace ID. Only events that are still in the outbox are found: sent ones stay there for a while. Throws
   * BAD_INPUT.
   */
  ofTrace(viewer: Viewer, trace: string): Promise<readonly EventJourney[]>;
}

export interface JourneyParts {
  readonly outbox: OutboxTraces;
  readonly eventLog: EventLogTraces;
  readonly log: LogTraces;
  /** The gateway's consumer groups. */
  readonly groups: readonly string[];
}

/** See JourneyService. */
export function createJourneyService({ outbox, eventLog, log, groups }: JourneyParts): JourneyService {
  async function journeys(
    tenant: string,
    known: readonly (JourneyedEvent & { readonly step: OutboxStep })[],
    ids: readonly Id[],
  ): Promise<readonly EventJourney[]> {
    if (ids.length === 0) return [];
    const [logged, ...applied] = await Promise.all([
      eventLog.byIds(tenant, ids),
      outbox.applied(ids, groups),
      eventLog.applied(ids, groups),
    ]);
    const effects = applied.flat();
    const found: EventJourney[] = [];
    // One after the other: each reads a part of the log.
    for (const id of ids) {
      const sent = known.find(({ eventId }) => eventId === id);
      const entry = logged.find(({ eventId }) => eventId === id);
      const event = sent ?? entry;
      if (event !== undefined) found.push(await journey(event, sent?.step, entry?.step, effects));
    }
    return found;
  }

  async function journey(
    { eventId, type, aggregateId, actor, occurredAt, traceparent }: JourneyedEvent,
    outboxStep: OutboxStep | undefined,
    eventLogStep: EventJourney['eventLog'],
    effects: readonly Applied[],
  ): Promise<EventJourney> {
    const since = new Date(occurredAt.getTime() - CLOCK_SKEW_MS);
    const traced = await log.trace({ eventId, type, aggregateId, since });
    const appliedBy = (group: string) =>
      effects.find((effect) => effect.group === group && effect.eventId === eventId)?.appliedAt;
    return {
      ...{ eventId, type, aggregateId, actor, occurredAt, traceparent },
      outbox: outboxStep,
      record: traced.record,
      groups: traced.groups.map((step) => ({ ...step, appliedAt: appliedBy(step.group) })),
      eventLog: eventLogStep,
      stream: traced.stream,
    };
  }

  return {
    async ofEvent(viewer, id) {
      const { tenant } = requireRole(viewer, 'owner', 'staff');
      const eventId = requireId('Event', id);
      const [found] = await journeys(tenant, await outbox.byIds(tenant, [eventId]), [eventId]);
      return requireFound(found, 'Event');
    },

    async ofTrace(viewer, trace) {
      const { tenant } = requireRole(viewer, 'owner', 'staff');
      const traceId = TRACE.exec(trace)?.[1];
      if (traceId === undefined)
        throw new DomainError('BAD_INPUT', 'traceparent must be one of W3C Trace Context, or its trace ID.', {
          argument: 'traceparent',
        });
      const known = await outbox.byTrace(tenant, traceId, MAX_JOURNEYS);
      return journeys(
        tenant,
        known,
        known.map(({ eventId }) => eventId),
      );
    },
  };
}
