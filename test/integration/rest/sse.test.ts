import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSigner } from '../../../src/kernel/signing.js';
import { issueToken } from '../../../src/ops/identity/issue-token.js';
import { openStream, type OpenStream } from '../../support/event-source.js';
import { JWT_SECRET, startGateway, type TestGateway } from '../../support/gateway.js';
import { scrape } from '../../support/metrics.js';
import { rawClient } from '../../support/raw-client.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { bodyOf, bookSeats, makeProgramme } from '../../support/rest-programme.js';
import { until } from '../../support/until.js';

const CREATED = 'gateway.survey.created.v1';
const UPDATED = 'gateway.survey.updated.v1';
const STREAM = { accept: 'text/event-stream' };

let gateway: TestGateway;
let token: string;
let owner: RestClient;
const opened: OpenStream[] = [];
beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
}, 60_000);
afterEach(() => {
  for (const stream of opened.splice(0)) stream.leave();
});
afterAll(() => gateway?.stop());

async function open(
  path: string,
  bearer: string | undefined = token,
  headers: Readonly<Record<string, string>> = {},
): Promise<OpenStream> {
  const stream = await openStream(gateway.url, path, bearer, headers);
  opened.push(stream);
  return stream;
}
const create = async (title: string, client = owner): Promise<string> =>
  bodyOf(await client.post('/surveys', { title }), 201).id;
const titles = ({ messages }: OpenStream) => messages.map(({ data }) => data.data.title as string);
const followers = async () => (await scrape(gateway.url))['gateway_stream_followers'];
const nobodyFollows = () => until('nobody follows', async () => (await followers()) === 0);

describe('the stream of events', () => {
  it('brings what happens from when it was answered on, as GraphQL has it', async () => {
    const stream = await open(`/events?types=${CREATED}`);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toBe('no-store');
    const id = await create('Live');
    const message = await stream.waitFor('the event has come', ({ data }) => data.aggregateId === id);
    expect(message).toEqual({
      id: message.data.cursor,
      event: CREATED,
      data: {
        id: expect.any(String),
        type: CREATED,
        aggregateId: id,
        actor: 'owner@acme',
        occurredAt: expect.stringMatching(/Z$/),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
        data: { surveyId: id, title: 'Live', language: 'en' },
        cursor: expect.any(String),
      },
    });
    expect(stream.text()).toMatch(/^retry: \d+\n\n/);
  });

  it('resumes by Last-Event-ID with none missed and none twice, however often it is cut', async () => {
    const path = `/events?types=${CREATED}`;
    const first = await open(path);
    const written = Array.from({ length: 40 }, (_, index) => `Cut ${index}`);
    const writing = (async () => {
      for (const title of written) await create(title);
    })();
    const seen: string[] = [];
    let stream = first;
    let cuts = 0;
    while (seen.length < written.length) {
      const wanted = Math.min(7, written.length - seen.length);
      const current = stream;
      await until('some have come', () => current.messages.length >= wanted, 20_000);
      current.leave();
      const taken = current.messages.slice(0, wanted);
      seen.push(...taken.map(({ data }) => data.data.title as string));
      cuts += 1;
      // `after` would start elsewhere: the header wins.
      if (seen.length < written.length)
        stream = await open(`${path}&after=${first.messages[0]?.id}`, token, {
          'last-event-id': taken.at(-1)?.id ?? '',
        });
    }
    await writing;
    expect(cuts).toBeGreaterThan(5);
    expect(seen).toHaveLength(written.length);
    expect([...seen].sort()).toEqual([...written].sort());
  });

  it('starts behind `after`, also with other types', async () => {
    const stream = await open(`/events?types=${CREATED}`);
    const id = await create('Before');
    const { id: cursor } = await stream.waitFor('the event has come', ({ data }) => data.aggregateId === id);
    await owner.patch(`/surveys/${id}`, { title: 'After' });
    const later = await open(`/events?types=${UPDATED}&after=${cursor}`);
    expect(await later.waitFor('the change has come', () => true)).toMatchObject({
      event: UPDATED,
      data: { aggregateId: id },
    });
  });

  it('has only the types asked for, one or many', async () => {
    const [both, one] = [await open(`/events?types=${CREATED},${UPDATED}`), await open(`/events?types=${UPDATED}`)];
    const id = await create('Typed');
    await owner.patch(`/surveys/${id}`, { title: 'Typed again' });
    await owner.post(`/surveys/${id}/publish`);
    const last = await create('Last');
    await owner.patch(`/surveys/${last}`, { title: 'Last again' });
    for (const stream of [both, one])
      await stream.waitFor('the last has come', ({ event, data }) => event === UPDATED && data.aggregateId === last);
    const about = (stream: OpenStream) =>
      stream.messages.filter(({ data }) => data.aggregateId === id).map(({ event }) => event);
    expect([about(both), about(one)]).toEqual([[CREATED, UPDATED], [UPDATED]]);
  });

  it("is the tenant's own, for its members", async () => {
    const rivalToken = await gateway.token('data', 'rival');
    const [mine, theirs] = [await open('/events'), await open('/events', rivalToken)];
    await create('Mine');
    await create('Theirs', restClient(gateway.url, await gateway.token('owner', 'rival')));
    await mine.waitFor('mine has come', ({ data }) => data.data.title === 'Mine');
    await theirs.waitFor('theirs has come', ({ data }) => data.data.title === 'Theirs');
    expect(titles(mine)).not.toContain('Theirs');
    expect(titles(theirs)).not.toContain('Mine');
    const refused = await restClient(gateway.url).get('/events', STREAM);
    expect([refused.status, refused.body.code, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'UNAUTHENTICATED',
      'Bearer',
    ]);
  });

  it('refuses before it begins: cursors that are forged, foreign or not in the log, and types that are none', async () => {
    await nobodyFollows();
    const secret = gateway.environment['SIGNING_SECRET'] as string;
    const offsets = (next: string) => ({ surveys: Array(6).fill(next), bookings: Array(6).fill(next) });
    const cursors = [
      'garbage',
      createSigner('another-signing-secret-of-32-characters').seal('events', { tenant: 'acme', next: offsets('0') }),
      createSigner(secret).seal('events', { tenant: 'rival', next: offsets('0') }),
      createSigner(secret).seal('events', { tenant: 'acme', next: offsets('999999') }),
    ];
    for (const cursor of cursors) {
      for (const answer of [
        await owner.get(`/events?after=${cursor}`, STREAM),
        await owner.get('/events', { ...STREAM, 'last-event-id': cursor }),
      ])
        expect([answer.status, answer.body.code, answer.headers.get('content-type')]).toEqual([
          400,
          'BAD_CURSOR',
          'application/problem+json; charset=utf-8',
        ]);
    }
    expect((await owner.get('/events?types=nonsense', STREAM)).body).toMatchObject({ status: 400, code: 'BAD_INPUT' });
    expect((await owner.get('/events', { accept: 'application/json' })).status).toBe(406);
    const head = await owner.send('HEAD', '/events');
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET, OPTIONS']);
    expect(await followers()).toBe(0);
  });
});

describe('a stream', () => {
  it('is no longer followed once its client has gone', async () => {
    await nobodyFollows();
    const streams = await Promise.all([open('/events'), open('/events'), open('/events')]);
    expect(await followers()).toBe(3);
    for (const stream of streams) stream.leave();
    await nobodyFollows();
  });

  it('ends when its token runs out', async () => {
    const stream = await open(
      '/events',
      await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'brief' }, 1),
    );
    await stream.ended;
    await nobodyFollows();
  });

  it('is one of twenty that a viewer may have at once', async () => {
    const bearer = await gateway.token('owner', 'acme', 'many');
    const asked = await Promise.allSettled(Array.from({ length: 25 }, () => open('/events', bearer)));
    const refused = asked.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(refused).toHaveLength(5);
    for (const reason of refused) expect(reason).toMatch(/429.*LIMIT_EXCEEDED/);
    await open('/events');
    opened[0]?.leave();
    await until('another may begin', () =>
      open('/events', bearer).then(
        () => true,
        () => false,
      ),
    );
  });
});

describe('the stream of seat changes', () => {
  it('tells everyone each change in order, and nothing of who holds the seats', async () => {
    const programme = await makeProgramme(gateway, owner);
    const show = await programme.show();
    const stream = await openStream(gateway.url, `/shows/${show}/seat-changes`);
    opened.push(stream);
    const { body: booking } = await bookSeats(owner, show, ['A1', 'B2']);
    await owner.post(`/bookings/${booking.id}/cancel`);
    await stream.waitFor('the last has come', ({ data }) => data.seatMapVersion === 2);
    const seats = (status: string) => ['A1', 'B2'].map((label) => ({ label, status }));
    expect(stream.messages).toEqual([
      {
        id: '1',
        event: 'gateway.show.seats-changed.v1',
        data: { showId: show, seatMapVersion: 1, seats: seats('held') },
      },
      {
        id: '2',
        event: 'gateway.show.seats-changed.v1',
        data: { showId: show, seatMapVersion: 2, seats: seats('available') },
      },
    ]);
    expect((await restClient(gateway.url).get(`/shows/${programme.screenId}/seat-changes`, STREAM)).status).toBe(404);
  });
});

describe('a gateway that stops', () => {
  it('waits neither for its streams nor for connections that were never used', async () => {
    const stopping = await startGateway();
    const stream = await openStream(stopping.url, '/events', await stopping.token('owner'));
    const unused = await rawClient(stopping.url);
    const began = performance.now();
    await stopping.stop();
    await stream.ended;
    expect(performance.now() - began).toBeLessThan(10_000);
    await unused.close();
  }, 60_000);
});
