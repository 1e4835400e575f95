import { EVENT_TYPES, type EventType } from '../../contracts/event-types.js';
import { mapEventSource } from '../../contracts/event-source.js';
import type { FollowAggregates, GatewayEvent } from '../../contracts/gateway-event.js';
import type { EventFeed, FeedRecord, FeedSource } from './event-feed.js';

/** FollowAggregates over the log. */
export function createFollowAggregates(feed: EventFeed): FollowAggregates {
  return <T extends EventType, R>(
    type: T,
    matches: (event: GatewayEvent<T>) => boolean,
    present: (event: GatewayEvent<T>) => R,
  ) => {
    const isWanted = (event: GatewayEvent) => event.type === type && matches(event as GatewayEvent<T>);
    const records = feed.follow([EVENT_TYPES[type].topic], undefined, isWanted);
    return mapEventSource<FeedRecord, R, FeedSource>(records, ({ event }) => present(event as GatewayEvent<T>));
  };
}
