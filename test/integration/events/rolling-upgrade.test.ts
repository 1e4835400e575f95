import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { topicMessage } from '../../../src/contracts/event-size.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import type { OutboxSignal } from '../../../src/domain/outbox/outbox.js';
import { createRelay, type Relay } from '../../../src/events/relay/relay.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { createParkedEvents } from '../../../src/stores/postgres/outbox/parked-events.js';
import { createShardLeadership } from '../../../src/stores/postgres/outbox/shard-leadership.js';
import { bookingConfirmed, eventOf, seatsChanged, someId, surveyCreated } from '../../support/events.js';
import { formerOutbox } from '../../support/former-outbox.js';
import { silent } from '../../support/own-kafka.js';
import { createOwnOutbox, type OwnOutbox } from '../../support/own-outbox.js';
import { recordingPublisher } from '../../support/recording-publisher.js';
import { until } from '../../support/until.js';

const ALL = [0, 1, 2, 3];
let outbox: OwnOutbox;
let former: ReturnType<typeof formerOutbox>;
beforeAll(async () => {
  outbox = await createOwnOutbox();
  former = formerOutbox(outbox.database);
});
afterAll(() => outbox.drop());
const relays: Relay[] = [];
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
  await outbox.database.pool.query('TRUNCATE outbox, parked_event');
});

const mute: OutboxSignal = { listen: () => Promise.resolve(), notify: () => undefined, stop: () => Promise.resolve() };

/** The events that a relay of this release publishes from the current outbox. */
async function published(): Promise<readonly GatewayEvent[]> {
  const publisher = recordingPublisher();
  const relay = createRelay({
    queue: outbox.queue,
    leadership: createShardLeadership(outbox.url),
    signal: mute,
    publisher,
    clock: systemClock,
    logger: silent,
    metrics: createMetrics(),
    timing: { pollMs: 20 },
  });
  relays.push(relay);
  await relay.start();
  await until('everything is sent', async () => (await outbox.queue.backlog()).depth === 0);
  return publisher.published;
}

/** Versions of one survey, and events of other kinds between them. */
function someEvents(): GatewayEvent[] {
  const surveyId = someId('Survey');
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const updates = Array.from({ length: 6 }, (_, n) =>
    eventOf('gateway.survey.updated.v1', surveyId, { surveyId, version: n + 2, changed: ["it's", '"title"', '調査'] }),
  );
  return [
    { ...surveyCreated({}, surveyId), traceparent },
    ...updates,
    bookingConfirmed(),
    seatsChanged(someId('Show'), 1, { A1: 'held' }),
  ];
}

describe('gateways of two releases on one outbox', () => {
  it('append in turn, and the relay of this release publishes each event of both once and in order', async () => {
    const events = someEvents();
    for (const [index, event] of events.entries()) await (index % 2 === 0 ? former : outbox).append([event]);
    expect(await published()).toEqual(events);
  });

  it('append in turn, and the relay of the former release has the same events of both', async () => {
    const events = someEvents();
    for (const [index, event] of events.entries()) await (index % 2 === 0 ? former : outbox).append([event]);
    const rows = await former.unsent(ALL, 100);
    expect(rows.map(({ event }) => event)).toEqual(events);
    expect(rows.map(({ topic, bytes }) => ({ topic, bytes }))).toEqual(
      events.map((event) => topicMessage(event)).map(({ topic, bytes }) => ({ topic, bytes })),
    );
  });

  it('give an event that the former release has parked a message when it is redriven', async () => {
    const [event] = someEvents() as [GatewayEvent];
    await outbox.append([event]);
    const [row] = await former.unsent(ALL, 1);
    await former.park(row?.seq ?? '', 'TOO_LARGE');
    expect(await createParkedEvents(outbox.database).redrive({})).toBe(1);
    expect(await published()).toEqual([event]);
  });

  it('pass on an event that only a newer release knows, which without its message would be parked (control)', async () => {
    const events = [surveyCreated(), surveyCreated()];
    await outbox.append(events.slice(0, 1));
    await former.append(events.slice(1));
    await outbox.database.pool.query(`UPDATE outbox SET type = 'gateway.survey.renamed.v7'`);
    // The message's own type is as it was appended: the relay has not looked.
    expect(await published()).toEqual(events.slice(0, 1));
    const parked = await createParkedEvents(outbox.database).list({}, 10);
    expect(parked.map(({ eventId, cause }) => ({ eventId, cause }))).toEqual([
      { eventId: events[1]?.id, cause: 'UNKNOWN_TYPE' },
    ]);
  });

  it('park an event whose data is wrong, and do not fail the command that appended it', async () => {
    const wrong = { ...surveyCreated(), data: { title: 7 } } as unknown as GatewayEvent;
    const right = surveyCreated();
    await outbox.append([wrong, right]);
    expect(await published()).toEqual([right]);
    const parked = await createParkedEvents(outbox.database).list({}, 10);
    expect(parked.map(({ eventId, cause }) => ({ eventId, cause }))).toEqual([
      { eventId: wrong.id, cause: 'INVALID_EVENT' },
    ]);
  });
});
