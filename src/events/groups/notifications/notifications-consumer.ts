import { MESSAGE_TYPES, messageOf } from '../../../domain/notifications/booking-messages.js';
import type { MessageQueue } from '../../../domain/notifications/message-store.js';
import type { Clock } from '../../../kernel/clock.js';
import type { AnyGatewayEvent } from '../../../contracts/gateway-event.js';
import type { ConsumerDefinition } from '../../kafka/kafka-port.js';

const GROUP = 'notifications';

/**
 * Queues a message for each event that concerns a person. The event is added to the inbox in the transaction that
 * queues its message, so a repetition queues nothing. Messages are independent, so their order does not matter. Nothing
 * is sent here, so a slow mail server does not delay the log. `onQueued` wakes the sender.
 */
export function createNotificationsConsumer(parts: {
  readonly messages: MessageQueue;
  readonly clock: Clock;
  readonly onQueued?: () => void;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition {
  return {
    group: GROUP,
    topics: ['bookings'],
    types: MESSAGE_TYPES,
    concurrency: 4,
    isTransient: parts.isTransient,
    async handle({ event }) {
      const message = messageOf(event as AnyGatewayEvent);
      if (message === undefined) return;
      const queued = await parts.messages.enqueueOnce(
        { consumer: GROUP, eventId: event.id },
        message,
        parts.clock.now(),
      );
      if (queued) parts.onQueued?.();
    },
  };
}
