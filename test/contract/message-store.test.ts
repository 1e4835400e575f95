import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/domain/notifications/message.js';
import type { MessageClaims, MessageQueue, MessageReads } from '../../src/domain/notifications/message-store.js';
import { createDatabase, type Database } from '../../src/stores/postgres/database.js';
import { pruneInbox } from '../../src/stores/postgres/inbox.js';
import { createMessages } from '../../src/stores/postgres/messages.js';
import type { Id } from '../../src/kernel/ids.js';
import { minutesAfter, NOON, someId } from '../support/events.js';
import { createOwnDatabase, type OwnDatabase } from '../support/own-database.js';

let own: OwnDatabase;
let database: Database;
let store: MessageQueue & MessageClaims & MessageReads;
beforeAll(async () => {
  own = await createOwnDatabase();
  database = createDatabase(own.url);
  store = createMessages(database);
});
beforeEach(() => database.pool.query('TRUNCATE message, inbox'));
afterAll(async () => {
  await database.stop();
  await own.drop();
});

const message = (): Message => ({
  id: someId('Message'),
  recipient: 'ada@example.org',
  subject: 'Hello',
  body: 'There\n',
});
const CONSUMER = 'notifications';
const enqueue = (eventId: Id, one: Message, at = NOON) => store.enqueueOnce(CONSUMER, [{ eventId, message: one }], at);
async function queued(at: Date): Promise<Message> {
  const one = message();
  await enqueue(someId('Event'), one, at);
  return one;
}

describe('the message queue', () => {
  it('takes a message once per event, even of three at the same moment', async () => {
    const event = someId('Event');
    const first = await Promise.all([message(), message(), message()].map((one) => enqueue(event, one)));
    expect(first.toSorted()).toEqual([0, 0, 1]);
    expect(await enqueue(event, message())).toBe(0);
    expect((await store.backlog(NOON)).queued).toBe(1);
  });

  it('takes the messages of several events together, each event once', async () => {
    const [known, fresh, other] = [someId('Event'), someId('Event'), someId('Event')];
    await enqueue(known, message());
    const [first, second] = [message(), message()];
    const caused = [
      { eventId: known, message: message() },
      { eventId: fresh, message: message() },
      { eventId: other, message: second },
      { eventId: fresh, message: first },
    ];
    expect(await store.enqueueOnce(CONSUMER, caused, NOON)).toBe(2);
    expect(await store.message(first.id)).toMatchObject({ status: 'queued', subject: 'Hello' });
    expect(await store.message(second.id)).toMatchObject({ status: 'queued' });
    expect((await store.backlog(NOON)).queued).toBe(3);
  });

  it('takes the same events in opposite orders at once without a deadlock', async () => {
    for (let round = 0; round < 20; round += 1) {
      const caused = Array.from({ length: 20 }, () => ({ eventId: someId('Event'), message: message() }));
      const taken = await Promise.all([
        store.enqueueOnce(CONSUMER, caused, NOON),
        store.enqueueOnce(CONSUMER, caused.toReversed(), NOON),
      ]);
      expect(taken.toSorted((a, b) => a - b)).toEqual([0, 20]);
    }
  });

  it('notes no event of those of which it could not take a message', async () => {
    const [event, beside] = [someId('Event'), someId('Event')];
    const broken = { eventId: event, message: { ...message(), subject: 'nul \u0000' } };
    await expect(
      store.enqueueOnce(CONSUMER, [{ eventId: beside, message: message() }, broken], NOON),
    ).rejects.toThrow();
    expect(await enqueue(event, message())).toBe(1);
    expect(await enqueue(beside, message())).toBe(1);
  });

  it('gives its connection back after a message that it could not take', async () => {
    for (let n = 0; n < 30; n += 1)
      await expect(enqueue(someId('Event'), { ...message(), subject: 'nul \u0000' })).rejects.toThrow();
    expect(await enqueue(someId('Event'), message())).toBe(1);
  });

  it('gives what is due, the longest due first, and holds it for one sender', async () => {
    const late = await queued(minutesAfter(NOON, 2));
    const early = await queued(NOON);
    await queued(minutesAfter(NOON, 60));
    const now = minutesAfter(NOON, 5);
    const until = minutesAfter(now, 1);
    expect(await store.claim(1, now, until)).toEqual([{ ...early, attempt: 1, createdAt: NOON }]);
    expect((await store.claim(10, now, until)).map(({ id }) => id)).toEqual([late.id]);
    expect(await store.claim(10, now, until)).toEqual([]);
  });

  it('gives a message again when its sender has not marked it in time, as another attempt', async () => {
    const one = await queued(NOON);
    await store.claim(10, NOON, minutesAfter(NOON, 1));
    expect(await store.claim(10, minutesAfter(NOON, 1), minutesAfter(NOON, 2))).toMatchObject([
      { id: one.id, attempt: 2 },
    ]);
  });

  it('never gives one message to two senders', async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => queued(NOON)));
    const claims = await Promise.all(Array.from({ length: 12 }, () => store.claim(5, NOON, minutesAfter(NOON, 1))));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // A claim that meets others' locks takes fewer: what is left is found by the next look.
    const rest = await store.claim(60, NOON, minutesAfter(NOON, 1));
    expect([...ids, ...rest.map(({ id }) => id)].sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it('would give one message to two senders without skipping locks (control)', async () => {
    await queued(NOON);
    const naive = () =>
      database.pool
        .query<{ id: string }>(`SELECT id FROM message WHERE status = 'queued' AND not_before <= $1`, [NOON])
        .then(({ rows }) => rows.map(({ id }) => id));
    const [one, other] = await Promise.all([naive(), naive()]);
    expect(one).toEqual(other);
  });

  it('keeps what became of a message', async () => {
    const sent = await queued(NOON);
    const failed = await queued(NOON);
    const [a, b] = (await store.claim(10, NOON, minutesAfter(NOON, 1))).toSorted((x) => (x.id === sent.id ? -1 : 1));
    await store.retryLater(a!, 'try later', minutesAfter(NOON, 3));
    expect(await store.message(sent.id)).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: 'try later',
      notBefore: minutesAfter(NOON, 3),
    });
    await store.markSent([sent.id], minutesAfter(NOON, 4));
    expect(await store.message(sent.id)).toEqual({
      ...sent,
      status: 'sent',
      attempts: 1,
      lastError: null,
      createdAt: NOON,
      notBefore: minutesAfter(NOON, 3),
      sentAt: minutesAfter(NOON, 4),
    });
    await store.markFailed(b!, `no such mailbox ${'x'.repeat(5000)}\u0000`);
    expect(await store.message(failed.id)).toMatchObject({
      status: 'failed',
      sentAt: null,
      lastError: expect.stringMatching(/^no such mailbox x+…$/),
    });
    expect(await store.claim(10, minutesAfter(NOON, 999), minutesAfter(NOON, 1000))).toEqual([]);
    expect(await store.message(someId('Message'))).toBeUndefined();
  });

  it('does not let a sender that came too late undo what a later attempt has done', async () => {
    const one = await queued(NOON);
    const [slow] = await store.claim(1, NOON, minutesAfter(NOON, 1));
    await store.claim(1, minutesAfter(NOON, 1), minutesAfter(NOON, 2));
    await store.markFailed(slow!, 'too late');
    await store.retryLater(slow!, 'too late', minutesAfter(NOON, 90));
    expect(await store.message(one.id)).toMatchObject({
      status: 'queued',
      attempts: 2,
      lastError: null,
      notBefore: minutesAfter(NOON, 2),
    });
    // But when it did send the message, it is sent.
    await store.markSent([one.id], NOON);
    expect((await store.message(one.id))?.status).toBe('sent');
  });

  it('knows how much waits and for how long', async () => {
    expect(await store.backlog(NOON)).toEqual({ queued: 0, oldestSeconds: 0 });
    await queued(minutesAfter(NOON, -2));
    await queued(NOON);
    expect(await store.backlog(NOON)).toEqual({ queued: 2, oldestSeconds: 120 });
  });
});

describe('the inbox', () => {
  it('forgets what is older than it is told', async () => {
    const event = someId('Event');
    await enqueue(event, message());
    expect(await pruneInbox(database, new Date('2000-01-01'))).toBe(0);
    expect(await enqueue(event, message())).toBe(0);
    expect(await pruneInbox(database, new Date(Date.now() + 60_000))).toBe(1);
    expect(await enqueue(event, message())).toBe(1);
  });
});
