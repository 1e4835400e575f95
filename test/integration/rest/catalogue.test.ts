import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { bodyOf, makeProgramme, type Programme } from '../../support/rest-programme.js';

let gateway: TestGateway;
let owner: RestClient;
let anonymous: RestClient;
let programme: Programme;
beforeAll(async () => {
  gateway = await startGateway();
  owner = restClient(gateway.url, await gateway.token('owner'));
  anonymous = restClient(gateway.url);
  programme = await makeProgramme(gateway, owner);
}, 60_000);
afterAll(() => gateway?.stop());

const resolved = (location: string | null) => anonymous.get((location ?? '').replace('/api/v1', ''));
const statements = (headers: Headers) => Number(/sql;desc="(\d+)"/.exec(headers.get('server-timing') ?? '')?.[1]);

describe('the catalogue', () => {
  it('is made by an owner, and what is made is at its Location for everyone', async () => {
    const venue = await owner.post('/venues', { name: 'Scala', city: 'Köln', timeZone: 'Europe/Berlin' });
    expect(venue.status).toBe(201);
    expect((await resolved(venue.headers.get('location'))).body).toEqual(venue.body);
    const screen = await owner.post(`/venues/${venue.body.id}/screens`, {
      name: 'Big',
      layout: [{ row: 'A', seats: 3, tier: 'standard' }],
    });
    expect(screen.body).toEqual({
      id: expect.any(String),
      venueId: venue.body.id,
      name: 'Big',
      layout: [{ row: 'A', seats: 3, tier: 'standard' }],
      seatCount: 3,
    });
    expect((await resolved(screen.headers.get('location'))).body).toEqual(screen.body);
    const again = await owner.post(`/venues/${venue.body.id}/screens`, {
      name: 'Big',
      layout: [{ row: 'A', seats: 3, tier: 'standard' }],
    });
    expect([again.status, again.body.code]).toEqual([409, 'ALREADY_EXISTS']);
    const show = await owner.post('/shows', {
      movieId: programme.movieId,
      screenId: screen.body.id,
      startsAt: '2040-02-29T20:00:00+01:00',
      currency: 'JPY',
      tiers: [{ code: 'standard', name: 'Standard', price: '1500' }],
    });
    expect(show.body).toMatchObject({
      status: 'scheduled',
      startsAt: '2040-02-29T19:00:00.000Z',
      seatMapVersion: 0,
      tiers: [{ code: 'standard', name: 'Standard', price: { amount: '1500', currency: 'JPY' } }],
    });
    expect((await resolved(show.headers.get('location'))).body).toEqual(show.body);
    expect((await anonymous.get('/venues?city=K%C3%B6ln&expand=screens&total=true')).body).toMatchObject({
      totalCount: 1,
      data: [{ name: 'Scala', screens: [{ name: 'Big' }] }],
    });
    expect(
      (await anonymous.get(`/venues/${venue.body.id}/screens?expand=venue&fields=name,venue.name`)).body.data,
    ).toEqual([{ id: screen.body.id, name: 'Big', venue: { id: venue.body.id, name: 'Scala' } }]);
  });

  it('is not made by others, nor of what does not fit', async () => {
    const venue = { name: 'x', city: 'y', timeZone: 'Europe/Berlin' };
    expect((await anonymous.post('/venues', venue)).status).toBe(401);
    expect((await restClient(gateway.url, await gateway.token('staff')).post('/venues', venue)).status).toBe(403);
    expect((await owner.post('/venues', { ...venue, timeZone: 'Berlin' })).status).toBe(422);
    expect((await owner.post('/venues', { ...venue, name: '' })).status).toBe(400);
    const foreign = restClient(gateway.url, await gateway.token('owner', 'umbrella'));
    expect(
      (
        await foreign.post(`/venues/${programme.venueId}/screens`, {
          name: 'Mine',
          layout: [{ row: 'A', seats: 1, tier: 'standard' }],
        })
      ).status,
    ).toBe(404);
    const show = {
      movieId: programme.movieId,
      screenId: programme.screenId,
      currency: 'EUR',
      tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
    };
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    expect((await owner.post('/shows', { ...show, startsAt: 'tomorrow' })).status).toBe(400);
    expect((await owner.post('/shows', { ...show, startsAt: '2040-02-30T20:00:00Z' })).status).toBe(400);
    expect((await owner.post('/shows', { ...show, startsAt: '2001-02-03T20:00:00Z' })).body).toMatchObject({
      status: 422,
      code: 'BAD_INPUT',
    });
    expect((await owner.post('/shows', { ...show, startsAt })).body).toMatchObject({
      status: 422,
      missing: ['premium'],
    });
    expect((await owner.post('/shows', { ...show, startsAt, movieId: programme.screenId })).status).toBe(404);
  });

  it('lists movies by filter and order, with money exact', async () => {
    const { body } = await anonymous.get('/movies?titleContains=land%20girls&releasedFrom=1998-01-01&total=true');
    expect(body).toMatchObject({
      totalCount: 1,
      data: [
        {
          title: 'The Land Girls',
          releaseDate: '1998-06-12',
          worldwideGross: { amount: '146083.00', currency: 'USD' },
          usGross: null,
        },
      ],
    });
    expect((await anonymous.get('/movies?sort=-imdbRating&fields=title')).body.data).toEqual([
      { id: programme.movieId, title: 'The Land Girls' },
    ]);
    expect((await anonymous.get(`/movies/${programme.movieId}`)).body).toEqual(body.data[0]);
    for (const query of ['releasedFrom=1998-13-01', 'showing=yes', 'sort=budget', 'expand=shows'])
      expect([query, (await anonymous.get(`/movies?${query}`)).status]).toEqual([query, 400]);
    expect((await anonymous.get(`/movies/${programme.venueId}`)).status).toBe(404);
  });

  it('may be kept by shared caches: one tag for everybody, and 304', async () => {
    for (const path of [
      '/movies',
      `/movies/${programme.movieId}`,
      '/venues',
      `/screens/${programme.screenId}`,
      '/shows',
    ]) {
      const first = await anonymous.get(path);
      expect([path, first.headers.get('cache-control'), first.headers.get('vary')]).toEqual([
        path,
        'public, no-cache',
        'Accept, Origin',
      ]);
      const tag = first.headers.get('etag') ?? '';
      expect((await owner.get(path)).headers.get('etag')).toBe(tag);
      for (const client of [anonymous, owner])
        expect((await client.get(path, { 'if-none-match': tag })).status).toBe(304);
      expect((await anonymous.get(path, { accept: 'application/xml', 'if-none-match': tag })).status).toBe(200);
    }
    expect((await anonymous.send('HEAD', '/movies')).status).toBe(200);
  });
});

describe('shows', () => {
  it('of a movie are paged by start, and filtered', async () => {
    const ids = [await programme.show(11), await programme.show(12), await programme.show(13)];
    const from = new Date(Date.now() + 10.5 * 86_400_000).toISOString();
    const to = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const seen: string[] = [];
    let path: string | null =
      `/movies/${programme.movieId}/shows?from=${from}&to=${to}&first=2&total=true&fields=startsAt`;
    for (let page = 0; path !== null && page < 5; page += 1) {
      const body = bodyOf(await anonymous.get(path), 200);
      expect(body.totalCount).toBe(3);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      path = body.links.next?.replace('/api/v1', '') ?? null;
    }
    expect(seen).toEqual(ids);
    const reversed = await anonymous.get(
      `/shows?movieId=${programme.movieId}&venueId=${programme.venueId}&from=${from}&to=${to}&sort=-startsAt`,
    );
    expect(reversed.body.data.map(({ id }: { id: string }) => id)).toEqual([...ids].reverse());
    expect((await anonymous.get(`/movies/${programme.screenId}/shows`)).status).toBe(404);
    expect((await anonymous.get('/shows?from=yesterday')).status).toBe(400);
  });

  it('are cancelled once', async () => {
    const id = await programme.show();
    const cancelled = await owner.post(`/shows/${id}/cancel`);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
    expect((await owner.post(`/shows/${id}/cancel`)).body).toMatchObject({ status: 409, code: 'INVALID_STATE' });
    expect(
      (await restClient(gateway.url, await gateway.token('owner', 'umbrella')).post(`/shows/${id}/cancel`)).status,
    ).toBe(404);
  });

  it('have a seat map that anyone can keep, with what each tier costs', async () => {
    const id = await programme.show();
    const map = await anonymous.get(`/shows/${id}/seats`);
    expect(map.body).toMatchObject({
      showId: id,
      seatMapVersion: 0,
      tiers: [
        { code: 'standard', price: { amount: '12.50', currency: 'EUR' } },
        { code: 'premium', price: { amount: '17.00', currency: 'EUR' } },
      ],
    });
    expect(map.body.seats).toHaveLength(20);
    expect(map.body.seats[10]).toEqual({ label: 'B1', row: 'B', number: 1, tierCode: 'premium', status: 'available' });
    const tag = map.headers.get('etag') ?? '';
    expect([
      map.headers.get('cache-control'),
      (await owner.get(`/shows/${id}/seats`, { 'if-none-match': tag })).status,
    ]).toEqual(['public, no-cache', 304]);
    await owner.post(`/shows/${id}/holds`, { seatLabels: ['B1'] });
    const changed = await anonymous.get(`/shows/${id}/seats`, { 'if-none-match': tag });
    expect([changed.status, changed.body.seatMapVersion, changed.body.seats[10].status]).toEqual([200, 1, 'held']);
  });

  it('are read with every expansion by one statement, and by services when their seats must be counted', async () => {
    for (let made = 0; made < 50; made += 10)
      await Promise.all(Array.from({ length: 10 }, (_, index) => programme.show(100 + made + index)));
    const from = new Date(Date.now() + 99 * 86_400_000).toISOString();
    const read = async (path: string, first: number) => {
      const { body, headers } = await anonymous.get(
        `${path}?from=${from}&first=${first}&expand=movie,screen.venue,seatCounts,seats`,
      );
      expect(body.data).toHaveLength(first);
      for (const show of body.data)
        expect(show).toMatchObject({
          movie: { title: 'The Land Girls' },
          screen: { venue: { city: 'Berlin' } },
          seatCounts: { available: 20, held: 0, sold: 0 },
          tiers: [{ code: 'standard' }, { code: 'premium' }],
        });
      expect(body.data.every(({ seats }: { seats: unknown[] }) => seats.length === 20)).toBe(true);
      return statements(headers);
    };
    const [few, many] = [await read('/shows', 5), await read('/shows', 50)];
    expect([few, many]).toEqual([1, 2]);
    const ofMovie = `/movies/${programme.movieId}/shows`;
    expect([await read(ofMovie, 5), await read(ofMovie, 50)]).toEqual([1, 3]);
    const [one] = (await anonymous.get(`/shows?from=${from}&first=1`)).body.data;
    const single = await anonymous.get(
      `/shows/${one.id}?expand=movie,screen.venue,seats&fields=startsAt,movie.title,screen.name,screen.venue.name,seats.label,seats.status`,
    );
    expect(statements(single.headers)).toBe(1);
    expect(Object.keys(single.body)).toEqual(['id', 'startsAt', 'movie', 'screen', 'seats']);
  });
});

describe('what the API says of itself', () => {
  it('is where things are, who asks, and what problems mean', async () => {
    const index = bodyOf(await anonymous.get('/'), 200);
    const { document: _document, events, ...readable } = index.links;
    for (const path of Object.values(readable) as string[])
      expect([path, (await owner.get(path.replace('/api/v1', ''))).status]).toEqual([
        path,
        path.endsWith('event-activity') ? 400 : 200,
      ]);
    expect(events).toBe('/api/v1/events');
    expect((await fetch(`${gateway.url}/api/v1`)).status).toBe(200);
    expect((await owner.get('/viewer')).body).toEqual({ role: 'owner', subject: 'owner@acme', tenant: 'acme' });
    expect((await anonymous.get('/viewer')).body).toEqual({ role: 'anonymous', subject: null, tenant: null });
    const { body: problem } = await anonymous.get(`/movies/${programme.venueId}`);
    expect((await anonymous.get(problem.type.replace('/api/v1', ''))).body).toEqual({
      code: 'NOT_FOUND',
      title: problem.title,
      status: 404,
    });
    expect((await anonymous.get('/problems/NONSENSE')).status).toBe(404);
  });
});
