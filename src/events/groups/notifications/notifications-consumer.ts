import { MESSAGE_TYPES, messageOf } from '../../../domain/notifications/booking-messages.js';
import type { CausedMessage, MessageQueue } from '../../../domain/notifications/message-store.js';
import type { Clock } from '../../../kernel/clock.js';
import type { AnyGatewayEvent } from '../../../contracts/gateway-event.js';
import type { ConsumerDefinition, EventRecord } from '../../kafka/kafka-port.js';

const GROUP = 'notifications';

/**
 * Queues a message for each event that concerns a person. The event is added to the inbox in the transaction that
 * queues its message, so a repetition queues nothing. The messages of the events that arrive together are queued
 * together. Nothing is sent here, so a slow mail server does not delay the log. `onQueued` wakes the sender.
 */
export function createNotificationsConsumer(parts: {
  readonly messages: MessageQueue;
  readonly clock: Clock;
  readonly onQueued?: () => void;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition {
  const { messages, clock, onQueued } = parts;
  async function handleTogether(records: readonly EventRecord[]): Promise<void> {
    const caused = records.flatMap(causedMessage);
    if (caused.length > 0 && (await messages.enqueueOnce(GROUP, caused, clock.now())) > 0) onQueued?.();
  }
  return {
    group: GROUP,
    topics: ['bookings'],
    types: MESSAGE_TYPES,
    concurrency: 50,
    isTransient: parts.isTransient,
    handle: (record) => handleTogether([record]),
    handleTogether,
  };
}

function causedMessage({ event }: EventRecord): readonly CausedMessage[] {
  const message = messageOf(event as AnyGatewayEvent);
  return message === undefined ? [] : [{ eventId: event.id, message }];
}
