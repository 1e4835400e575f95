import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/kernel/clock.js';
import { createEventPublisher } from '../../../src/events/produce/publisher.js';
import type { EventPublisher } from '../../../src/events/kafka/kafka-port.js';
import type { OutboxQueue, OutboxSignal, ShardLeadership } from '../../../src/domain/outbox/outbox.js';
import { createRelay, type Relay } from '../../../src/events/relay/relay.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { createMessages } from '../../../src/stores/postgres/messages.js';
import { createOutbox } from '../../../src/stores/postgres/outbox/outbox.js';
import { inTransaction } from '../../../src/stores/postgres/transaction.js';
import { createShardLeadership } from '../../../src/stores/postgres/outbox/shard-leadership.js';
import { eventOf, someId, surveyCreated } from '../../support/events.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { createOwnOutbox, type OwnOutbox } from '../../support/own-outbox.js';
import { readTopic } from '../../support/read-topic.js';
import { recordingPublisher } from '../../support/recording-publisher.js';
import { until } from '../../support/until.js';

let kafka: OwnKafka;
let outbox: OwnOutbox;
beforeAll(async () => {
  [kafka, outbox] = await Promise.all([createOwnKafka(), createOwnOutbox()]);
  await outbox.database.pool.query('CREATE TABLE thing (id uuid PRIMARY KEY, version int NOT NULL)');
});
afterAll(() => Promise.all([kafka.drop(), outbox.drop()]));

const running: Relay[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((relay) => relay.stop()));
});

/** A signal nobody hears of: the relay polls. */
const mute: OutboxSignal = { listen: () => Promise.resolve(), notify: () => undefined, stop: () => Promise.resolve() };

async function startRelay(parts: {
  publisher: EventPublisher;
  queue?: OutboxQueue;
  leadership?: ShardLeadership;
  signal?: OutboxSignal;
  timing?: NonNullable<Parameters<typeof createRelay>[0]['timing']>;
}): Promise<Relay> {
  const relay = createRelay({
    queue: outbox.queue,
    leadership: createShardLeadership(outbox.url),
    signal: mute,
    clock: systemClock,
    logger: silent,
    metrics: createMetrics(),
    timing: { pollMs: 20, batchSize: 50, retry: { firstMs: 10, maxMs: 50 } },
    ...parts,
  });
  running.push(relay);
  await relay.start();
  return relay;
}

const isEmpty = async () => (await outbox.queue.backlog()).depth === 0;
const titles = (publisher: ReturnType<typeof recordingPublisher>) =>
  publisher.published.map(({ data }) => (data as { title: string }).title);
const titled = (title: string) => {
  const surveyId = someId('Survey');
  return eventOf('gateway.survey.created.v1', surveyId, { surveyId, title, language: 'en' });
};

describe('the relay', () => {
  it('publishes the events of each aggregate in the order of its changes, once, while many write at the same time', async () => {
    const things = Array.from({ length: 8 }, () => someId('Survey'));
    await outbox.database.query('things', 'INSERT INTO thing SELECT unnest($1::uuid[]), 0', [things]);
    const publisher = createEventPublisher(kafka.client);
    await startRelay({ publisher });

    const change = (id: string) =>
      inTransaction(outbox.database, async (tx) => {
        const [row] = await tx.query<{ version: number }>(
          'thing-change',
          'UPDATE thing SET version = version + 1 WHERE id = $1::uuid RETURNING version',
          [id],
        );
        const version = row?.version ?? 0;
        await createOutbox(tx).append(
          [1, 2].map((part) =>
            eventOf('gateway.survey.updated.v1', id, { surveyId: id, version, changed: [String(part)] }),
          ),
        );
      });
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      for (let n = 0; n < 15; n += 1) await change(things[(writer + n) % things.length] ?? '');
    });
    await Promise.all(writers);
    await until('everything is sent', isEmpty);
    await publisher.stop();

    const records = await readTopic(kafka.client, kafka.client.topicName('surveys'));
    expect(records).toHaveLength(12 * 15 * 2);
    for (const id of things) {
      const changes = records
        .filter(({ key }) => key?.toString() === id)
        .map(({ value }) => JSON.parse(value?.toString() ?? '') as { version: number; changed: [string] });
      const expected = Array.from({ length: changes.length }, (_, n) => `${Math.floor(n / 2) + 1}.${(n % 2) + 1}`);
      expect(changes.map(({ version, changed }) => `${version}.${changed[0]}`)).toEqual(expected);
    }
  });

  /** A transaction takes its numbers first and commits last; another one's are higher and committed already. */
  async function commitLate(queue: OutboxQueue) {
    const publisher = recordingPublisher();
    await startRelay({ publisher, queue });
    let commit = () => undefined as void;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let appended = () => undefined as void;
    const hasAppended = new Promise<void>((resolve) => (appended = resolve));
    const late = outbox.append([titled('late')], () => {
      appended();
      return mayCommit;
    });
    await hasAppended;
    await outbox.append([titled('early')]);
    await until('what is committed is published', () => titles(publisher).includes('early'));
    commit();
    await late;
    await outbox.append([titled('after')]);
    await until('what came after is published', () => titles(publisher).includes('after'));
    return publisher;
  }

  it('does not lose an event that is committed after one with a higher number', async () => {
    const publisher = await commitLate(outbox.queue);
    await until('everything is sent', isEmpty);
    expect(titles(publisher).sort()).toEqual(['after', 'early', 'late']);
  });

  it('would lose it if it scanned from the last number on (negative control)', async () => {
    let last = 0n;
    const scanning: OutboxQueue = {
      ...outbox.queue,
      async unsent(shards, limit) {
        const rows = (await outbox.queue.unsent(shards, limit, [])).filter(({ seq }) => seq > last);
        last = rows.at(-1)?.seq ?? last;
        return rows;
      },
    };
    const publisher = await commitLate(scanning);
    expect(titles(publisher)).toEqual(['early', 'after']);
    await outbox.database.pool.query('TRUNCATE outbox');
  });

  it('reads the next events of a backlog while it publishes, and publishes each once and in order', async () => {
    const id = someId('Survey');
    const events = Array.from({ length: 23 }, (_, n) =>
      eventOf('gateway.survey.closed.v1', id, { surveyId: id, version: n }),
    );
    await outbox.append(events);
    const steps: string[] = [];
    const publisher = recordingPublisher();
    let reads = 0;
    const queue: OutboxQueue = {
      ...outbox.queue,
      async unsent(...asked) {
        reads += 1;
        steps.push(`read ${reads}`);
        return outbox.queue.unsent(...asked);
      },
    };
    // The first batch is published only once the second one is read.
    const waiting: typeof publisher = {
      ...publisher,
      async publish(messages) {
        if (publisher.published.length === 0) await until('the next are read', () => reads === 2);
        steps.push(`publish ${messages.length}`);
        return publisher.publish(messages);
      },
    };
    await startRelay({ publisher: waiting, queue, timing: { pollMs: 60_000, batchSize: 10 } });
    await until('everything is sent', isEmpty);
    expect(publisher.published.map((event) => event.id)).toEqual(events.map((event) => event.id));
    expect(steps).toEqual(['read 1', 'read 2', 'publish 10', 'read 3', 'publish 10', 'publish 3']);
  });

  it('goes on in order when Kafka fails in the middle of a backlog', async () => {
    const id = someId('Survey');
    const events = Array.from({ length: 30 }, (_, n) =>
      eventOf('gateway.survey.closed.v1', id, { surveyId: id, version: n }),
    );
    await outbox.append(events);
    const publisher = recordingPublisher((call) => (call === 2 ? 'before' : call === 4 ? 'after' : undefined));
    await startRelay({ publisher, timing: { pollMs: 20, batchSize: 10, retry: { firstMs: 10, maxMs: 50 } } });
    await until('everything is sent', isEmpty);
    expect([...new Set(publisher.published.map((event) => event.id))]).toEqual(events.map((event) => event.id));
    expect(publisher.published).toHaveLength(40);
  });

  it('goes on in order when Kafka fails before or after writing', async () => {
    const publisher = recordingPublisher((call) =>
      call <= 3 ? (['before', 'after', 'before'] as const)[call - 1] : undefined,
    );
    const id = someId('Survey');
    const events = Array.from({ length: 5 }, (_, n) =>
      eventOf('gateway.survey.closed.v1', id, { surveyId: id, version: n }),
    );
    await outbox.append(events);
    await startRelay({ publisher });
    await until('everything is sent', isEmpty);
    // The first appearances are in order; what was written before the failure comes again.
    expect([...new Set(publisher.published.map((event) => event.id))]).toEqual(events.map((event) => event.id));
    expect(publisher.published).toHaveLength(10);
  });

  it('publishes again after a crash between publishing and marking, and an inbox applies once', async () => {
    const event = surveyCreated();
    await outbox.append([event]);
    const publisher = recordingPublisher();
    // The process is gone before it can mark: nothing of it goes on.
    const dying: OutboxQueue = { ...outbox.queue, markSent: () => new Promise(() => undefined) };
    const leadership = createShardLeadership(outbox.url);
    const dead = createRelay({
      queue: dying,
      leadership,
      signal: mute,
      publisher,
      clock: systemClock,
      logger: silent,
      metrics: createMetrics(),
    });
    await dead.start();
    await until('it is published', () => publisher.published.length === 1);
    await leadership.release();

    await startRelay({ publisher });
    await until('everything is sent', isEmpty);
    expect(publisher.published.map(({ id }) => id)).toEqual([event.id, event.id]);

    const messages = createMessages(outbox.database);
    const message = () => ({ id: someId('Message'), recipient: 'ada@example.org', subject: 'Hello', body: 'There' });
    const queued: number[] = [];
    for (const { id } of publisher.published)
      queued.push(await messages.enqueueOnce('counting', [{ eventId: id, message: message() }], new Date()));
    expect(queued).toEqual([1, 0]);
    // The negative control: without the inbox the effect happens twice.
    const ids = publisher.published.map(() => message().id);
    for (const id of ids)
      await outbox.database.pool.query(
        `INSERT INTO message (id, recipient, subject, body, not_before, created_at)
         VALUES ($1, '', '', '', now(), now())`,
        [id],
      );
    expect((await messages.backlog(new Date())).queued).toBe(1 + 2);
  });

  it('publishes each event once though two relays run', async () => {
    const publisher = recordingPublisher();
    await Promise.all([startRelay({ publisher }), startRelay({ publisher })]);
    for (let n = 0; n < 20; n += 1) await outbox.append([surveyCreated(), surveyCreated()]);
    await until('everything is sent', isEmpty);
    expect(publisher.published).toHaveLength(40);
  });

  it('would publish some twice if two led the same shards (negative control)', async () => {
    const everyone = (): ShardLeadership => ({
      acquire: () => Promise.resolve([0, 1, 2, 3]),
      leadsAll: true,
      release: () => Promise.resolve(),
    });
    const publisher = recordingPublisher();
    // Neither publishes before both have read: how quick each is must not decide.
    const reading = new Set(['one', 'other']);
    let haveRead = () => undefined as void;
    const bothHaveRead = new Promise<void>((resolve) => (haveRead = resolve));
    const meeting = (name: string): EventPublisher => ({
      ...publisher,
      async publish(events) {
        if (reading.delete(name) && reading.size === 0) haveRead();
        await bothHaveRead;
        return publisher.publish(events);
      },
    });
    await outbox.append(Array.from({ length: 40 }, () => surveyCreated()));
    await Promise.all([
      startRelay({ publisher: meeting('one'), leadership: everyone() }),
      startRelay({ publisher: meeting('other'), leadership: everyone() }),
    ]);
    await until('everything is sent', isEmpty);
    expect(publisher.published.length).toBeGreaterThan(40);
  });

  it('is ready while it succeeds', async () => {
    const relay = await startRelay({ publisher: recordingPublisher() });
    expect(relay.ready).toBe(true);
    await relay.stop();
    expect(relay.ready).toBe(false);
  });
});
