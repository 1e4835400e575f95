import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { messageOf } from '../../../src/domain/notifications/booking-messages.js';
import type { Mailer } from '../../../src/domain/notifications/message.js';
import { createMailSender } from '../../../src/events/groups/notifications/mail-sender.js';
import { createNotificationsConsumer } from '../../../src/events/groups/notifications/notifications-consumer.js';
import { newId } from '../../../src/kernel/ids.js';
import { createLocalMailbox } from '../../../src/adapters/mail/local-mailbox.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { createMessages } from '../../../src/stores/postgres/messages.js';
import { isPostgresOutage } from '../../../src/stores/postgres/outage.js';
import { bookingConfirmed, NOON, recordOf, surveyCreated } from '../../support/events.js';
import { afterEachInsert } from '../../support/after-insert.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';
import { silent } from '../../support/own-mongo.js';
import { until } from '../../support/until.js';

const clock = { now: () => NOON };
let own: OwnDatabase;
let database: Database;
let folder: string;
beforeAll(async () => {
  own = await createOwnDatabase();
  database = createDatabase(own.url);
  folder = await mkdtemp(path.join(tmpdir(), 'mailbox-'));
});
beforeEach(() => database.pool.query('TRUNCATE message, inbox'));
afterAll(async () => {
  await database.stop();
  await own.drop();
  await rm(folder, { recursive: true, force: true });
});

const aConsumer = (of: Database = database, onQueued?: () => void) => {
  const messages = createMessages(of);
  return {
    messages,
    consumer: createNotificationsConsumer({
      messages,
      clock,
      isTransient: isPostgresOutage,
      ...(onQueued && { onQueued }),
    }),
  };
};
/** Runs `work` while the database does `then` once a message was inserted, in the same transaction. */
async function withMessageTrigger<T>(then: string, work: () => Promise<T>): Promise<T> {
  const stop = await afterEachInsert(database, 'message', then);
  try {
    return await work();
  } finally {
    await stop();
  }
}
const queued = async () => (await aConsumer().messages.backlog(NOON)).queued;

describe('the notifications consumer', () => {
  it('queues one message of a record that comes twice, and at the same time', async () => {
    let woken = 0;
    const { consumer } = aConsumer(undefined, () => (woken += 1));
    const record = recordOf(bookingConfirmed());
    await Promise.all([1, 2, 3, 4].map(() => consumer.handle(record)));
    await consumer.handle(record);
    await consumer.handle(recordOf(surveyCreated()));
    expect([await queued(), woken]).toEqual([1, 1]);
    expect(await aConsumer().messages.message(messageOf(bookingConfirmed())!.id)).toBeUndefined();
    expect((await aConsumer().messages.message(messageOf(record.event as never)!.id))?.recipient).toBe(
      'ada@example.org',
    );
  });

  it('queues nothing, and later one, when it fails between the effect and its commit', async () => {
    const record = recordOf(bookingConfirmed());
    const { consumer } = aConsumer();
    const failing = withMessageTrigger(`RAISE EXCEPTION 'killed'`, () => consumer.handle(record));
    await expect(failing).rejects.toThrow('killed');
    expect(await queued()).toBe(0);
    await consumer.handle(record);
    await consumer.handle(record);
    expect(await queued()).toBe(1);
  });

  it('leaves nothing half done when its connection is cut in the transaction', async () => {
    const record = recordOf(bookingConfirmed());
    const { consumer } = aConsumer();
    const failure = await withMessageTrigger('PERFORM pg_terminate_backend(pg_backend_pid())', () =>
      consumer.handle(record).catch((error: unknown) => error),
    );
    expect(consumer.isTransient?.(failure)).toBe(true);
    expect(await queued()).toBe(0);
    await consumer.handle(record);
    expect(await queued()).toBe(1);
  });

  it('queues the messages of several events by one statement, and wakes the sender once', async () => {
    let woken = 0;
    const { consumer } = aConsumer(undefined, () => (woken += 1));
    const records = Array.from({ length: 20 }, () => recordOf(bookingConfirmed()));
    const { statements } = await database.countStatements(async () =>
      consumer.handleTogether?.([...records, ...records.slice(0, 3), recordOf(surveyCreated())]),
    );
    expect([statements, await queued(), woken]).toEqual([1, 20, 1]);
    await consumer.handleTogether?.(records);
    expect([await queued(), woken]).toEqual([20, 1]);
  });

  it('would queue two without the inbox (control)', async () => {
    const record = recordOf(bookingConfirmed());
    const withoutInbox = async () => {
      const message = messageOf(record.event as never)!;
      await database.pool.query(
        'INSERT INTO message (id, recipient, subject, body, not_before, created_at) VALUES ($1, $2, $3, $4, $5, $5)',
        [newId('Message', NOON), message.recipient, message.subject, message.body, NOON],
      );
    };
    await withoutInbox();
    await withoutInbox();
    expect(await queued()).toBe(2);
  });

  it('tells an outage from a record that cannot be stored', async () => {
    const { consumer } = aConsumer();
    const poison = await consumer
      .handle(recordOf({ ...bookingConfirmed(), id: 'not an id' }))
      .catch((error: unknown) => error);
    expect(consumer.isTransient?.(poison)).toBe(false);
    const away = createDatabase('postgresql://nobody@127.0.0.1:1/nowhere');
    const lost = aConsumer(away).consumer;
    const failure = await lost.handle(recordOf(bookingConfirmed())).catch((error: unknown) => error);
    expect(lost.isTransient?.(failure)).toBe(true);
    await away.stop();
  });
});

describe('from an event to a mailbox', () => {
  it('goes one message, by two senders, one of which dies after sending', async () => {
    const { messages } = aConsumer();
    const mailbox = createLocalMailbox({ folder, from: 'tickets@gateway.example' });
    let sends = 0;
    let now = NOON;
    const parts = { mailer: mailbox, logger: silent as never, clock: { now: () => now }, pollMs: 60_000, holdMs: 1000 };
    const dyingMailer: Mailer = {
      ...mailbox,
      async send(message) {
        sends += 1;
        await mailbox.send(message);
      },
    };
    const dying = createMailSender({
      ...parts,
      mailer: dyingMailer,
      messages: { ...messages, markSent: () => Promise.reject(new Error('killed')) },
    });
    const living = createMailSender({ ...parts, messages });

    dying.start();
    const { consumer } = aConsumer(undefined, () => dying.wake());
    const events = Array.from({ length: 7 }, () => bookingConfirmed());
    for (const event of events) await consumer.handle(recordOf(event));
    await until('every message has left', () => sends === 7);
    await dying.stop();
    expect(await queued()).toBe(7);

    now = new Date(NOON.getTime() + 2000);
    living.start();
    await until('every message is marked', async () => (await queued()) === 0);
    await living.stop();
    expect((await readdir(folder)).sort()).toEqual(events.map((event) => `${messageOf(event)!.id}.eml`).sort());
  });
});
