import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  BUYER,
  codeOf,
  DATA,
  makeBooking,
  makeShow,
  once,
  openBookings,
  STRANGER,
  type BookingBench,
} from '../../support/booking-fixtures.js';
import { ANONYMOUS } from '../../../src/kernel/viewer.js';

let bench: BookingBench;
beforeAll(async () => {
  bench = await openBookings();
});
afterAll(() => bench.stop());

const hold = (showId: string, seatLabels: readonly string[], viewer = BUYER, minutes?: number) =>
  bench.holds.hold(viewer, { showId, seatLabels, ...(minutes === undefined ? {} : { minutes }) }, once);

describe('holding seats', () => {
  test('takes all of them for fifteen minutes at their prices', async () => {
    const show = await makeShow(bench);
    const held = await hold(show.id, ['A2', 'B1']);
    expect(held).toMatchObject({
      showId: show.id,
      subject: BUYER.subject,
      labels: ['A2', 'B1'],
      status: 'active',
      totalMinor: 3250,
      currency: 'EUR',
    });
    expect(held.expiresAt.getTime() - held.createdAt.getTime()).toBe(15 * 60_000);
    expect(Math.abs(held.createdAt.getTime() - Date.now())).toBeLessThan(5_000);
    const seats = await bench.seats(show.id);
    expect(seats.get('A2')).toMatchObject({ status: 'held', holdId: held.id });
    expect(seats.get('A1')).toMatchObject({ status: 'available', holdId: null });
    const event = (await bench.events()).at(-1);
    expect(event).toMatchObject({
      type: 'gateway.show.seats-changed.v1',
      aggregateId: show.id,
      tenant: 'odeon',
      actor: BUYER.subject,
      data: {
        seatMapVersion: 1,
        cause: 'held',
        holdId: held.id,
        seats: [
          { label: 'A2', status: 'held' },
          { label: 'B1', status: 'held' },
        ],
      },
    });
  });

  test('takes none when one is held, and names it', async () => {
    const show = await makeShow(bench);
    await hold(show.id, ['A1', 'A2']);
    await expect(hold(show.id, ['A2', 'A3'], STRANGER)).rejects.toMatchObject({
      code: 'SEAT_TAKEN',
      details: { seats: ['A2'] },
    });
    expect((await bench.seats(show.id)).get('A3')).toMatchObject({ status: 'available' });
  });

  test('names seats the show has not', async () => {
    const show = await makeShow(bench);
    await expect(hold(show.id, ['A1', 'Z9'])).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { unknown: ['Z9'] },
    });
  });

  test('is refused for unknown, cancelled and started shows', async () => {
    const show = await makeShow(bench);
    expect(
      await codeOf(
        hold(
          show.id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
          ['A1'],
        ),
      ),
    ).toBe('NOT_FOUND');
    await bench.startShow(show.id);
    expect(await codeOf(hold(show.id, ['A1']))).toBe('INVALID_STATE');
  });

  test('is for owner and staff', async () => {
    const show = await makeShow(bench);
    expect(await codeOf(hold(show.id, ['A1'], DATA))).toBe('FORBIDDEN');
    expect(await codeOf(bench.holds.hold(ANONYMOUS, { showId: show.id, seatLabels: ['A1'] }, once))).toBe(
      'UNAUTHENTICATED',
    );
  });

  test('takes over a hold that has run out, whole, with its unpaid booking', async () => {
    const show = await makeShow(bench);
    const { hold: old, booking } = await makeBooking(bench, show, ['A1', 'A2', 'A9'], STRANGER);
    await bench.expireHold(old.id);
    const before = (await bench.events()).length;
    const taker = await hold(show.id, ['A2', 'A3']);
    const seats = await bench.seats(show.id);
    expect([...['A1', 'A2', 'A3', 'A9']].map((label) => seats.get(label)?.status)).toEqual([
      'available',
      'held',
      'held',
      'available',
    ]);
    expect(seats.get('A2')?.holdId).toBe(taker.id);
    expect(await bench.holds.get(STRANGER, old.id)).toMatchObject({ status: 'expired' });
    expect(await bench.bookings.get(STRANGER, booking.id)).toMatchObject({ status: 'expired', version: 2 });
    const events = (await bench.events()).slice(before);
    expect(events.map((event) => [event.type, event.actor])).toEqual([
      ['gateway.show.seats-changed.v1', 'system:expiry'],
      ['gateway.show.seats-changed.v1', BUYER.subject],
      ['gateway.booking.payment-failed.v1', 'system:expiry'],
    ]);
    expect(events.map((event) => event.data)).toMatchObject([
      { seatMapVersion: 2, cause: 'expired', holdId: old.id, bookingId: booking.id },
      { seatMapVersion: 3, cause: 'held', holdId: taker.id },
      { bookingId: booking.id, reason: 'expired' },
    ]);
  });

  test('takes over several that have run out at once', async () => {
    const show = await makeShow(bench);
    const old = [await hold(show.id, ['A1', 'A5']), await hold(show.id, ['A2', 'A4']), await hold(show.id, ['A3'])];
    for (const { id } of old) await bench.expireHold(id);
    const taker = await hold(show.id, ['A1', 'A2', 'A3']);
    const seats = await bench.seats(show.id);
    expect(['A1', 'A2', 'A3', 'A4', 'A5'].map((label) => seats.get(label)?.holdId)).toEqual([
      taker.id,
      taker.id,
      taker.id,
      null,
      null,
    ]);
    expect(await bench.catalogue.show(ANONYMOUS, show.id, {})).toMatchObject({ seatMapVersion: 3 + 4 });
  });
});

describe('a hold', () => {
  test('reads as expired, and its seats as available, as soon as it has run out', async () => {
    const show = await makeShow(bench);
    const held = await hold(show.id, ['A1']);
    const seen = async () =>
      (await bench.catalogue.seatsByShowIds(ANONYMOUS, [show.id])).get(show.id)?.find((seat) => seat.label === 'A1')
        ?.status;
    expect(await seen()).toBe('held');
    await bench.expireHold(held.id);
    expect(await seen()).toBe('available');
    expect((await bench.catalogue.seatCountsByShowIds(ANONYMOUS, [show.id])).get(show.id)).toEqual({
      available: 20,
      held: 0,
      sold: 0,
    });
    expect(await bench.holds.get(BUYER, held.id)).toMatchObject({ status: 'expired' });
  });

  test('is extended to at most two hours after it began, and never shortened', async () => {
    const show = await makeShow(bench);
    const held = await hold(show.id, ['A1'], BUYER, 60);
    expect((await bench.holds.extend(BUYER, { id: held.id, minutes: 1 }, once)).expiresAt).toEqual(held.expiresAt);
    const extended = await bench.holds.extend(BUYER, { id: held.id, minutes: 90 }, once);
    expect(extended.expiresAt.getTime() - Date.now()).toBeGreaterThan(89 * 60_000);
    await bench.database.pool.query(`UPDATE seat_hold SET created_at = created_at - interval '1 hour' WHERE id = $1`, [
      held.id,
    ]);
    const most = await bench.holds.extend(BUYER, { id: held.id, minutes: 120 }, once);
    expect(most.expiresAt.getTime()).toBe(
      Math.max(extended.expiresAt.getTime(), most.createdAt.getTime() + 120 * 60_000),
    );
    const { rows } = await bench.database.pool.query(`SELECT held_until FROM seat WHERE hold_id = $1`, [held.id]);
    expect(rows).toEqual([{ held_until: most.expiresAt }]);
  });

  test('that has run out can neither be extended, released nor booked', async () => {
    const show = await makeShow(bench);
    const held = await hold(show.id, ['A1']);
    await bench.expireHold(held.id);
    expect(await codeOf(bench.holds.extend(BUYER, { id: held.id, minutes: 5 }, once))).toBe('HOLD_EXPIRED');
    expect(await codeOf(bench.holds.release(BUYER, held.id, once))).toBe('HOLD_EXPIRED');
    expect(await codeOf(bench.bookings.create(BUYER, { holdId: held.id, email: 'b@example.com' }, once))).toBe(
      'HOLD_EXPIRED',
    );
    await bench.expiry.sweep();
    expect(await codeOf(bench.holds.extend(BUYER, { id: held.id, minutes: 5 }, once))).toBe('HOLD_EXPIRED');
  });

  test('is released by its buyer, once', async () => {
    const show = await makeShow(bench);
    const held = await hold(show.id, ['A1', 'A2']);
    expect(await bench.holds.release(BUYER, held.id, once)).toMatchObject({ status: 'released' });
    expect((await bench.seats(show.id)).get('A1')).toMatchObject({ status: 'available', holdId: null });
    expect((await bench.events()).at(-1)).toMatchObject({ data: { cause: 'released', seatMapVersion: 2 } });
    expect(await codeOf(bench.holds.release(BUYER, held.id, once))).toBe('INVALID_STATE');
    await hold(show.id, ['A1'], STRANGER);
  });

  test('with a booking is not released: the booking is cancelled', async () => {
    const { hold: held, booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    await expect(bench.holds.release(BUYER, held.id, once)).rejects.toMatchObject({
      code: 'INVALID_STATE',
      details: { bookingId: booking.id },
    });
    await bench.bookings.cancel(BUYER, { id: booking.id }, once);
    expect(await bench.holds.get(BUYER, held.id)).toMatchObject({ status: 'released' });
  });

  test("is nobody else's", async () => {
    const held = await hold((await makeShow(bench)).id, ['A1']);
    for (const viewer of [STRANGER, { ...BUYER, subject: 'other' }]) {
      expect(await codeOf(bench.holds.get(viewer, held.id))).toBe('NOT_FOUND');
      expect((await bench.holds.byIds(viewer, [held.id])).size).toBe(0);
      expect(await codeOf(bench.holds.extend(viewer, { id: held.id, minutes: 5 }, once))).toBe('NOT_FOUND');
      expect(await codeOf(bench.holds.release(viewer, held.id, once))).toBe('NOT_FOUND');
      expect(await codeOf(bench.bookings.create(viewer, { holdId: held.id, email: 'b@example.com' }, once))).toBe(
        'NOT_FOUND',
      );
    }
  });
});
