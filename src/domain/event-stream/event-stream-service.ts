import { z } from 'zod';
import type { Signer } from '../../kernel/signing.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { EVENT_TYPE_NAMES, isEventType } from '../../contracts/event-types.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';
import { mapEventSource, type EventSource } from '../../contracts/event-source.js';
import { openCursor, sealCursor } from './event-cursor.js';
import { belongsToStream, eventReader } from './event-stream-access.js';
import type { EventFeed, FeedRecord, FeedSource } from './event-feed.js';

const ALL_TOPICS = Object.keys(TOPICS) as TopicKey[];
const streamInput = z.strictObject({
  types: z.array(z.string().refine(isEventType, 'is not an event type')).min(1).max(EVENT_TYPE_NAMES.length).nullish(),
  after: z.string().max(8192).nullish(),
});

export interface StreamedEvent {
  readonly event: GatewayEvent;
  /** The cursor from which to resume after this event. */
  readonly cursor: string;
}

/** Live events from the log. */
export interface EventStreamService {
  /**
   * The events of the viewer's tenant (owner, staff and data), from now or after the cursor `after`, without a gap.
   * Resolves when the stream has begun: BAD_CURSOR and BAD_INPUT are thrown before, and "now" is before it resolves.
   */
  events(viewer: Viewer, request: unknown): Promise<EventSource<StreamedEvent>>;
}

/** See EventStreamService. */
export function createEventStreamService({
  feed,
  signer,
}: {
  readonly feed: EventFeed;
  readonly signer: Signer;
}): EventStreamService {
  return {
    async events(viewer, request) {
      const { tenant } = eventReader(viewer);
      const { types, after } = parseInput(streamInput, request);
      // Follows every topic, whatever the types: then a cursor is complete and can be resumed with other types.
      const from = typeof after === 'string' ? openCursor(signer, tenant, after, ALL_TOPICS) : undefined;
      // A stream that cannot begin is refused, and not silent.
      if (from === undefined) await feed.end(ALL_TOPICS);
      else await feed.check(from);
      const wanted = new Set<string>(types ?? EVENT_TYPE_NAMES);
      const records = feed.follow(
        ALL_TOPICS,
        from,
        (event) => belongsToStream(tenant, event) && wanted.has(event.type),
      );
      return mapEventSource<FeedRecord, StreamedEvent, FeedSource>(records, ({ event }, source) => ({
        event,
        cursor: sealCursor(signer, tenant, source.offsets()),
      }));
    },
  };
}
