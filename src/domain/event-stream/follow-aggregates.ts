import { EVENT_TYPES, type EventType } from '../../contracts/event-types.js';
import type { FollowAggregates, GatewayEvent } from '../../contracts/gateway-event.js';
import type { EventFeed, FeedRecord } from './event-feed.js';

/** FollowAggregates over the log. */
export function createFollowAggregates(feed: EventFeed): FollowAggregates {
  return <T extends EventType, R>(
    type: T,
    matches: (event: GatewayEvent<T>) => boolean,
    present: (event: GatewayEvent<T>) => R,
    signal: AbortSignal,
  ) => {
    const isWanted = (event: GatewayEvent) => event.type === type && matches(event as GatewayEvent<T>);
    return presented(feed.follow([EVENT_TYPES[type].topic], undefined, signal, isWanted), present);
  };
}

/**
 * The events of records. Not a generator: thousands of streams wait at once, and each generator takes memory of its
 * own.
 */
function presented<T extends EventType, R>(
  records: AsyncIterable<FeedRecord>,
  present: (event: GatewayEvent<T>) => R,
): AsyncIterableIterator<R> {
  const iterator = records[Symbol.asyncIterator]();
  const eventOf = ({ value, done }: IteratorResult<FeedRecord, unknown>): IteratorResult<R> =>
    done === true ? { value: undefined, done } : { value: present(value.event as GatewayEvent<T>), done: false };
  const events: AsyncIterableIterator<R> = {
    [Symbol.asyncIterator]: () => events,
    next: () => iterator.next().then(eventOf),
    return: async () => {
      await iterator.return?.();
      return { value: undefined, done: true };
    },
  };
  return events;
}
