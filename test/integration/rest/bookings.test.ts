import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { bodyOf, bookSeats, makeProgramme, type Programme } from '../../support/rest-programme.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: RestClient;
let staff: RestClient;
let buyer: RestClient;
let stranger: RestClient;
let programme: Programme;
beforeAll(async () => {
  gateway = await startGateway();
  const client = async (...who: Parameters<TestGateway['token']>) =>
    restClient(gateway.url, await gateway.token(...who));
  [owner, staff, buyer, stranger] = await Promise.all([
    client('owner', 'odeon'),
    client('staff', 'odeon'),
    client('owner', 'elsewhere', 'bea'),
    client('owner', 'third', 'tom'),
  ]);
  programme = await makeProgramme(gateway, owner);
}, 60_000);
afterAll(() => gateway?.stop());

const located = (location: string | null) => (location ?? '').replace('/api/v1', '');
const counts = async (showId: string) =>
  (await owner.get(`/shows/${showId}?expand=seatCounts&fields=seatCounts.available,seatCounts.held,seatCounts.sold`))
    .body.seatCounts;
/** Makes a hold run out now, as if its time had passed. */
async function expireHold(holdId: string) {
  const { pool } = gateway.gateway.parts.database;
  await pool.query(`UPDATE seat_hold SET expires_at = clock_timestamp() - interval '1 second' WHERE id = $1`, [holdId]);
  await pool.query(`UPDATE seat SET held_until = clock_timestamp() - interval '1 second' WHERE hold_id = $1`, [holdId]);
}

describe('a booking', () => {
  it('goes from seats held to seats sold to seats free again', async () => {
    const show = await programme.show();
    const hold = await buyer.post(`/shows/${show}/holds`, { seatLabels: ['A1', 'B1'] });
    expect([hold.status, hold.body]).toEqual([
      201,
      expect.objectContaining({
        showId: show,
        seatLabels: ['A1', 'B1'],
        status: 'active',
        total: { amount: '29.50', currency: 'EUR' },
      }),
    ]);
    expect((await buyer.get(located(hold.headers.get('location')))).body).toEqual(hold.body);

    const booking = await buyer.post('/bookings', { holdId: hold.body.id, email: 'bea@example.com' });
    expect([booking.status, booking.body]).toEqual([
      201,
      expect.objectContaining({
        holdId: hold.body.id,
        status: 'pending_payment',
        email: 'bea@example.com',
        version: 1,
      }),
    ]);
    const path = located(booking.headers.get('location'));
    expect((await buyer.get(path)).body).toEqual(booking.body);
    expect((await buyer.post('/bookings', { holdId: hold.body.id, email: 'bea@example.com' })).body).toMatchObject({
      status: 409,
      code: 'ALREADY_EXISTS',
    });

    const paid = await buyer.post(`${path}/payments`, { paymentToken: 'tok_success' });
    expect([paid.status, paid.body.status]).toEqual([200, 'confirmed']);
    expect(await counts(show)).toEqual({ available: 18, held: 0, sold: 2 });
    const whole = await buyer.get(`${path}?expand=show.movie,show.screen.venue,seats,payments`);
    expect(whole.body).toMatchObject({
      status: 'confirmed',
      show: { id: show, movie: { title: 'The Land Girls' }, screen: { venue: { name: 'Odeon' } } },
      seats: [
        { label: 'A1', tierCode: 'standard', price: { amount: '12.50' } },
        { label: 'B1', tierCode: 'premium', price: { amount: '17.00' } },
      ],
      payments: [{ status: 'succeeded', amount: { amount: '29.50', currency: 'EUR' } }],
    });
    const [payment] = (await buyer.get(`${path}/payments`)).body.data;
    expect((await buyer.get(`/payments/${payment.id}?expand=booking`)).body).toMatchObject({
      ...payment,
      booking: { id: booking.body.id },
    });

    expect((await buyer.post(`${path}/cancel`)).body.status).toBe('cancelled');
    await until(
      'the payment is refunded',
      async () => (await buyer.get(`/payments/${payment.id}`)).body.status === 'refunded',
    );
    expect(await counts(show)).toEqual({ available: 20, held: 0, sold: 0 });
    expect((await buyer.post(`${path}/cancel`)).body).toMatchObject({ status: 409, code: 'INVALID_STATE' });
  });

  it('is paid and cancelled only from the version that If-Match names', async () => {
    const show = await programme.show();
    const { headers } = await bookSeats(buyer, show, ['A1']);
    const path = located(headers.get('location'));
    const made = headers.get('etag') ?? '';
    expect(made).toMatch(/^"1\./);
    expect(
      (await buyer.post(`${path}/payments`, { paymentToken: 'tok_success' }, { 'if-match': '"7.nonsense"' })).body,
    ).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    expect((await buyer.get(`${path}/payments`)).body.data).toEqual([]);
    const paid = await buyer.post(`${path}/payments`, { paymentToken: 'tok_success' }, { 'if-match': made });
    expect([paid.status, paid.body.status]).toEqual([200, 'confirmed']);
    expect((await buyer.post(`${path}/cancel`, undefined, { 'if-match': made })).status).toBe(412);
    expect((await buyer.get(path)).body.status).toBe('confirmed');
    const seen = (await buyer.get(path)).headers.get('etag') ?? '';
    expect(seen).toMatch(new RegExp(`^"${paid.body.version}\\.`));
    expect((await buyer.post(`${path}/cancel`, undefined, { 'if-match': seen })).body.status).toBe('cancelled');
    expect(
      (await buyer.post('/bookings', { holdId: paid.body.holdId, email: 'bea@example.com' }, { 'if-match': seen }))
        .status,
    ).toBe(400);
  });

  it('can be tried again after a decline, and is charged once under one key', async () => {
    const path = located((await bookSeats(buyer, await programme.show(), ['A1'])).headers.get('location'));
    const declined = await buyer.post(`${path}/payments`, { paymentToken: 'tok_decline' });
    expect([declined.status, declined.body]).toEqual([
      402,
      expect.objectContaining({ code: 'PAYMENT_DECLINED', type: '/api/v1/problems/PAYMENT_DECLINED' }),
    ]);
    expect((await buyer.get(`/payments/${declined.body.paymentId}`)).body.status).toBe('declined');
    const key = { 'idempotency-key': 'pay-once-and-never-again' };
    const paid = await buyer.post(`${path}/payments`, { paymentToken: 'tok_success' }, key);
    const again = await buyer.post(`${path}/payments`, { paymentToken: 'tok_success' }, key);
    expect([paid.status, again.status, again.body]).toEqual([200, 200, paid.body]);
    expect((await buyer.get(`${path}/payments`)).body.data.map(({ status }: { status: string }) => status)).toEqual([
      'declined',
      'succeeded',
    ]);
    expect((await buyer.post(`${path}/payments`, { paymentToken: 'tok_other' }, key)).body).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it("is seen by its buyer and the show's tenant, and by nobody else", async () => {
    const show = await programme.show();
    const { body: booking } = await bookSeats(buyer, show, ['A1']);
    const path = `/bookings/${booking.id}`;
    expect((await staff.get(path)).body).toEqual(booking);
    expect((await staff.get(`/bookings?allOfTenant=true&showId=${show}&total=true`)).body).toMatchObject({
      totalCount: 1,
      data: [{ id: booking.id }],
    });
    expect((await staff.get(`/bookings?showId=${show}`)).body.data).toEqual([]);
    expect((await buyer.get(`/bookings?showId=${show}&status=pending_payment&expand=seats`)).body.data).toEqual([
      { ...booking, seats: [expect.objectContaining({ label: 'A1' })] },
    ]);
    for (const attempt of [
      stranger.get(path),
      stranger.get(`${path}/payments`),
      stranger.get(`/holds/${booking.holdId}`),
      stranger.delete(`/holds/${booking.holdId}`),
      stranger.post(`${path}/payments`, { paymentToken: 'tok_success' }),
      stranger.post(`${path}/cancel`),
      staff.get(`/holds/${booking.holdId}`),
    ])
      expect((await attempt).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await stranger.get(`/bookings?showId=${show}&allOfTenant=true`)).body.data).toEqual([]);
    expect((await restClient(gateway.url).get(path)).status).toBe(401);
    expect((await restClient(gateway.url, await gateway.token('data', 'odeon')).get(path)).status).toBe(403);
    expect((await buyer.get(path)).headers.get('cache-control')).toBe('private, no-cache');
  });

  it('is listed with every expansion by one statement, for one booking and for five', async () => {
    const show = await programme.show();
    for (const label of ['A1', 'A2', 'A3', 'A4', 'A5']) await bookSeats(buyer, show, [label]);
    const statements = async (first: number) => {
      const { body, headers } = await buyer.get(
        `/bookings?showId=${show}&first=${first}&expand=show.movie,show.screen.venue,seats,payments`,
      );
      expect(body.data).toHaveLength(first);
      return Number(/sql;desc="(\d+)"/.exec(headers.get('server-timing') ?? '')?.[1]);
    };
    expect([await statements(1), await statements(5)]).toEqual([1, 1]);
  });
});

describe('a hold', () => {
  it('takes all of its seats or none', async () => {
    const show = await programme.show();
    bodyOf(await buyer.post(`/shows/${show}/holds`, { seatLabels: ['A1'] }), 201);
    const taken = await stranger.post(`/shows/${show}/holds`, { seatLabels: ['A2', 'A1'] });
    expect([taken.status, taken.body]).toEqual([409, expect.objectContaining({ code: 'SEAT_TAKEN', seats: ['A1'] })]);
    expect(await counts(show)).toEqual({ available: 19, held: 1, sold: 0 });
    const cases: readonly [unknown, number][] = [
      [{ seatLabels: [] }, 400],
      [{ seatLabels: ['a1'] }, 400],
      [{ seatLabels: ['A3'], minutes: 121 }, 400],
      [{ seatLabels: ['A3'], showId: show }, 400],
      [{ seatLabels: ['A3', 'A3'] }, 422],
      [{ seatLabels: ['Z9'] }, 422],
    ];
    for (const [body, status] of cases)
      expect([body, (await buyer.post(`/shows/${show}/holds`, body)).status]).toEqual([body, status]);
    expect((await restClient(gateway.url).post(`/shows/${show}/holds`, { seatLabels: ['A3'] })).status).toBe(401);
  });

  it('is extended and released', async () => {
    const show = await programme.show();
    const hold = bodyOf(await buyer.post(`/shows/${show}/holds`, { seatLabels: ['A1'], minutes: 5 }), 201);
    const extended = await buyer.patch(`/holds/${hold.id}`, { minutes: 30 });
    expect(extended.status).toBe(200);
    expect(Date.parse(extended.body.expiresAt) - Date.parse(hold.expiresAt)).toBeGreaterThan(24 * 60_000);
    expect((await buyer.patch(`/holds/${hold.id}`, {})).status).toBe(400);
    const released = await buyer.delete(`/holds/${hold.id}`);
    expect([released.status, released.text]).toEqual([204, '']);
    expect((await buyer.get(`/holds/${hold.id}?expand=show`)).body).toMatchObject({
      status: 'released',
      show: { id: show },
    });
    expect((await buyer.delete(`/holds/${hold.id}`)).body).toMatchObject({ status: 409, code: 'INVALID_STATE' });
    expect(await counts(show)).toEqual({ available: 20, held: 0, sold: 0 });
  });

  it('that has run out is gone: 410', async () => {
    const show = await programme.show();
    const hold = bodyOf(await buyer.post(`/shows/${show}/holds`, { seatLabels: ['A1'] }), 201);
    await expireHold(hold.id);
    for (const attempt of [
      buyer.post('/bookings', { holdId: hold.id, email: 'bea@example.com' }),
      buyer.patch(`/holds/${hold.id}`, { minutes: 5 }),
      buyer.delete(`/holds/${hold.id}`),
    ])
      expect((await attempt).body).toMatchObject({ status: 410, code: 'HOLD_EXPIRED' });
    expect((await buyer.get(`/holds/${hold.id}`)).body.status).toBe('expired');
    expect((await stranger.post(`/shows/${show}/holds`, { seatLabels: ['A1'] })).status).toBe(201);
  });

  it('of one seat is had by one of many who ask at once', async () => {
    const show = await programme.show();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? buyer : stranger).post(`/shows/${show}/holds`, { seatLabels: ['A1'] }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });
});
