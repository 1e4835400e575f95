import type { EventType } from '../../contracts/event-types.js';
import type { AnyGatewayEvent, GatewayEvent } from '../../contracts/gateway-event.js';
import { idForName } from '../../kernel/ids.js';
import { localTimeText } from './local-time.js';
import type { Message } from './message.js';
import { moneyText } from './money-text.js';

const CANCELLED_BECAUSE = {
  customer: 'as you asked',
  staff: 'by the venue',
  show_cancelled: 'because the show was cancelled',
  seats_lost: 'because its seats were given up before the payment arrived',
} as const;

/** The types of events that cause messages. */
export const MESSAGE_TYPES = [
  'gateway.booking.confirmed.v1',
  'gateway.booking.cancelled.v1',
  'gateway.booking.refunded.v1',
] as const satisfies readonly EventType[];

/**
 * The message that `event` causes; undefined when it causes none. Its ID is derived from the event's ID, so the same
 * event always makes the same message, and a mail server can recognise a repetition by its Message-ID.
 */
export function messageOf(event: AnyGatewayEvent): Message | undefined {
  switch (event.type) {
    case 'gateway.booking.confirmed.v1':
      return message(event, `Your booking: ${event.data.movieTitle}`, [
        `Your booking ${event.data.bookingId} is confirmed.`,
        '',
        event.data.movieTitle,
        `${event.data.venueName}, ${event.data.screenName}`,
        localTimeText(event.data.startsAt, event.data.timeZone),
        `Seats: ${event.data.seats.join(', ')}`,
        `Paid: ${moneyText(event.data.total)}`,
      ]);
    case 'gateway.booking.cancelled.v1':
      return message(event, 'Your booking is cancelled', [
        `Your booking ${event.data.bookingId} was cancelled ${CANCELLED_BECAUSE[event.data.reason]}.`,
        `Seats: ${event.data.seats.join(', ')}`,
        '',
        'If you had paid, the refund is on its way and you will hear from us when it is made.',
      ]);
    case 'gateway.booking.refunded.v1':
      return message(event, 'Your refund', [
        `We have refunded ${moneyText(event.data.amount)} for your booking ${event.data.bookingId}.`,
        'Depending on your bank it takes a few days to arrive.',
      ]);
    default:
      return undefined;
  }
}

type BookingMessageType = (typeof MESSAGE_TYPES)[number];

function message(
  event: { [T in BookingMessageType]: GatewayEvent<T> }[BookingMessageType],
  subject: string,
  lines: readonly string[],
): Message {
  return {
    id: idForName('Message', event.id),
    recipient: oneLine(event.data.email),
    subject: [...oneLine(subject)].slice(0, 200).join(''),
    body: `${lines.map(oneLine).join('\n')}\n`,
  };
}

/**
 * External text on one line. A line break in a title could inject a header into the subject or a line into the body.
 * Direction overrides would show the text in another order.
 */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim();
}
