import { describe, expect, it } from '@jest/globals';
import { formatAmount } from '../../../../src/domain/bookings/money.js';
import { messageOf } from '../../../../src/domain/notifications/booking-messages.js';
import { moneyText } from '../../../../src/domain/notifications/money-text.js';
import { nextAttemptAt } from '../../../../src/domain/notifications/retry-policy.js';
import { kindOf } from '../../../../src/kernel/ids.js';
import { bookingConfirmed, eventOf, NOON, someId, surveyCreated } from '../../../support/events.js';

const bookingId = someId('Booking');
const about = { bookingId, showId: someId('Show'), email: 'ada@example.org' };

describe('the messages of a booking', () => {
  it('confirm it with everything one needs at the door', () => {
    const event = bookingConfirmed({ bookingId });
    expect(messageOf(event)).toEqual({
      id: expect.any(String),
      recipient: 'ada@example.org',
      subject: 'Your booking: Metropolis',
      body: `Your booking ${bookingId} is confirmed.\n\nMetropolis\nBabylon, Screen 1\nMonday, 2 March 2026, 20:30 (Europe/Berlin, UTC+01:00)\nSeats: A1, A2\nPaid: 24.50 EUR\n`,
    });
  });

  it.each([
    ['customer', 'as you asked'],
    ['staff', 'by the venue'],
    ['show_cancelled', 'because the show was cancelled'],
    ['seats_lost', 'because its seats were given up before the payment arrived'],
  ] as const)('say why it was cancelled: %s', (reason, because) => {
    const message = messageOf(eventOf('gateway.booking.cancelled.v1', bookingId, { ...about, seats: ['A1'], reason }));
    expect(message?.subject).toBe('Your booking is cancelled');
    expect(message?.body).toContain(`Your booking ${bookingId} was cancelled ${because}.\nSeats: A1\n`);
  });

  it('name the sum of a refund', () => {
    const data = { ...about, paymentId: someId('Payment'), amount: { amountMinor: 1250, currency: 'JPY' } };
    expect(messageOf(eventOf('gateway.booking.refunded.v1', bookingId, data))?.body).toContain(
      'refunded 1250 JPY for your booking',
    );
  });

  it('are the same message for the same event, and another for another', () => {
    const event = bookingConfirmed();
    expect(messageOf(event)).toEqual(messageOf({ ...event }));
    expect(messageOf(event)?.id).not.toBe(messageOf(bookingConfirmed())?.id);
    expect(kindOf(messageOf(event)?.id ?? '')).toBe('Message');
  });

  it('are caused by nothing else', () => {
    expect(messageOf(surveyCreated())).toBeUndefined();
  });

  it('let no text from outside begin a header, a line or a direction of its own', () => {
    const event = bookingConfirmed({
      movieTitle: 'Free\r\nBcc: everyone@example.org\r\n\r\nPay here\u2028now\u202egnp',
      screenName: '1\nPaid: 0.00 EUR',
      email: 'ada@example.org\r\nBcc: eve@example.org',
    });
    const message = messageOf(event);
    expect(message?.subject).toBe('Your booking: Free Bcc: everyone@example.org Pay here nowgnp');
    expect(message?.recipient).not.toMatch(/[\r\n]/);
    expect(message?.body.split('\n').filter((line) => line.startsWith('Paid:'))).toEqual(['Paid: 24.50 EUR']);
    expect(message?.body).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('keep a long title within a subject, whole characters of it', () => {
    const subject = messageOf(bookingConfirmed({ movieTitle: '🎬'.repeat(500) }))?.subject ?? '';
    expect([...subject]).toHaveLength(200);
    expect(Buffer.from(subject).toString()).toBe(subject);
  });
});

describe('an amount', () => {
  it.each([
    [2450, 'EUR', '24.50 EUR'],
    [5, 'EUR', '0.05 EUR'],
    [0, 'USD', '0.00 USD'],
    [-5, 'EUR', '-0.05 EUR'],
    [1250, 'JPY', '1250 JPY'],
    [1250, 'KWD', '1.250 KWD'],
    [350_000, 'HUF', '3500.00 HUF'],
    [1250, 'ISK', '1250 ISK'],
    [1250, 'CLF', '0.1250 CLF'],
    [1250, 'HRK', '12.50 HRK'],
  ])('of %d %s reads %s, the amount that prices have', (amountMinor, currency, text) => {
    expect(moneyText({ amountMinor, currency })).toBe(text);
    expect(`${formatAmount({ amountMinor, currency })} ${currency}`).toBe(text);
  });
});

describe('a message that could not be sent', () => {
  const policy = { maxAttempts: 4, firstDelayMs: 1000, maxDelayMs: 3000 };
  it('waits twice as long each time, up to a limit, and then no more', () => {
    const waits = [1, 2, 3, 4]
      .map((attempt) => nextAttemptAt(policy, attempt, NOON)?.getTime())
      .map((at) => at && at - NOON.getTime());
    expect(waits).toEqual([1000, 2000, 3000, undefined]);
  });
});
