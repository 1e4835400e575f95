import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readEvent } from '../../../src/contracts/cloud-event.js';
import { topicMessage } from '../../../src/contracts/event-size.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { OUTBOX_SHARDS, type OutboxSignal, type ShardLeadership } from '../../../src/domain/outbox/outbox.js';
import { shardOf } from '../../../src/domain/outbox/shard-of.js';
import { SELECT_UNSENT } from '../../../src/stores/postgres/outbox/outbox-queue.js';
import { createOutboxSignal } from '../../../src/stores/postgres/outbox/outbox-signal.js';
import { createShardLeadership } from '../../../src/stores/postgres/outbox/shard-leadership.js';
import { eventOf, NOON, someId, surveyCreated } from '../../support/events.js';
import { silent } from '../../support/own-kafka.js';
import { createOwnOutbox, type OwnOutbox } from '../../support/own-outbox.js';
import { until } from '../../support/until.js';

let outbox: OwnOutbox;
beforeAll(async () => {
  outbox = await createOwnOutbox();
});
afterAll(() => outbox.drop());
afterEach(() => outbox.database.pool.query('TRUNCATE outbox'));

const ALL = Array.from({ length: OUTBOX_SHARDS }, (_, shard) => shard);
const terminate = (application: string) =>
  outbox.database.pool.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [application],
  );

describe('the outbox', () => {
  it('gives back what was appended, in order, in one statement however many', async () => {
    const events = [
      surveyCreated(),
      { ...surveyCreated(), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
      eventOf('gateway.survey.updated.v1', someId('Survey'), {
        surveyId: someId('Survey'),
        version: 2,
        changed: ["it's", '"title"', '調査'],
      }),
      ...Array.from({ length: 200 }, () => surveyCreated()),
    ];
    const { statements } = await outbox.database.countStatements(() => outbox.append(events));
    // BEGIN, one INSERT, COMMIT.
    expect(statements).toBe(3);
    const rows = await outbox.queue.unsent(ALL, 1000, []);
    expect(rows.map(({ message }) => message && readEvent(message))).toEqual(events);
    // The bytes that will be in Kafka, and what is known without reading them.
    for (const [index, { message, topic, attributes, bytes }] of rows.entries()) {
      const event = events[index] as GatewayEvent;
      expect({ topic, bytes, ...message, value: message?.value.toString() }).toEqual(topicMessage(event));
      expect({ ...attributes, data: event.data }).toEqual(event);
    }
  });

  it('gives them in the order of their numbers, across a power of ten too', async () => {
    await outbox.database.pool.query(`SELECT setval('outbox_seq_seq', 99_995)`);
    const events = Array.from({ length: 10 }, () => surveyCreated());
    await outbox.append(events);
    expect((await outbox.queue.unsent(ALL, 10, [])).map(({ attributes }) => attributes.id)).toEqual(
      events.map(({ id }) => id),
    );
  });

  it('appends nothing when the transaction rolls back', async () => {
    await expect(outbox.append([surveyCreated()], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await outbox.queue.unsent(ALL, 10, [])).toEqual([]);
  });

  it('gives the oldest of the shards asked for', async () => {
    const events = Array.from({ length: 60 }, () => surveyCreated());
    await outbox.append(events);
    const of = (...shards: number[]) =>
      events.filter((event) => shards.includes(shardOf(event.aggregateId))).map((event) => event.id);
    expect((await outbox.queue.unsent([1, 3], 1000, [])).map(({ attributes }) => attributes.id)).toEqual(of(1, 3));
    expect((await outbox.queue.unsent(ALL, 7, [])).map(({ attributes }) => attributes.id)).toEqual(
      of(...ALL).slice(0, 7),
    );
    expect(ALL.map((shard) => of(shard).length).every((count) => count > 0)).toBe(true);
  });

  it('leaves out those in hand, but not what was committed late between them', async () => {
    await outbox.append(Array.from({ length: 20 }, () => surveyCreated()));
    const rows = await outbox.queue.unsent(ALL, 100, []);
    const seqs = rows.map(({ seq }) => seq);
    const late = [seqs[3], seqs[8]];
    const inHand = seqs.slice(0, 10).filter((seq) => !late.includes(seq));
    const next = await outbox.queue.unsent(ALL, 5, inHand);
    expect(next.map(({ seq }) => seq)).toEqual([...late, ...seqs.slice(10, 13)]);
    expect(await outbox.queue.unsent(ALL, 5, seqs)).toEqual([]);
  });

  it('walks the index of unsent rows no further than it needs, however long the backlog', async () => {
    await outbox.append(Array.from({ length: 3000 }, () => surveyCreated()));
    await outbox.database.pool.query('ANALYZE outbox');
    const { rows } = await outbox.database.pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${SELECT_UNSENT}`,
      [ALL, 10, []],
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan using outbox_unsent on outbox \(actual rows=10\.00 loops=4\)/);
  });

  it('marks, measures and prunes', async () => {
    await outbox.append([surveyCreated({ now: new Date(Date.now() - 5_000) }), surveyCreated({ now: new Date() })]);
    const before = await outbox.queue.backlog();
    expect(before.depth).toBe(2);
    expect(before.oldestSeconds).toBeGreaterThanOrEqual(5);
    const [first] = await outbox.queue.unsent(ALL, 10, []);
    await outbox.queue.markSent([first?.seq ?? 0n]);
    expect((await outbox.queue.backlog()).depth).toBe(1);
    expect(await outbox.queue.prune(NOON)).toBe(0);
    expect(await outbox.queue.prune(new Date(Date.now() + 60_000))).toBe(1);
    expect(await outbox.queue.unsent(ALL, 10, [])).toHaveLength(1);
    await outbox.queue.markSent((await outbox.queue.unsent(ALL, 10, [])).map(({ seq }) => seq));
    expect(await outbox.queue.backlog()).toEqual({ depth: 0, oldestSeconds: 0, parked: 0 });
  });
});

describe('the leadership of shards', () => {
  const leaders: ShardLeadership[] = [];
  const aGateway = () => {
    const leadership = createShardLeadership(outbox.url);
    leaders.push(leadership);
    return leadership;
  };
  afterEach(() => Promise.all(leaders.splice(0).map((leadership) => leadership.release())));

  it('is of one at a time, and passes on when it is released', async () => {
    const [one, two] = [aGateway(), aGateway()];
    expect(await one.acquire()).toEqual(ALL);
    expect(await two.acquire()).toEqual([]);
    expect([one.leadsAll, two.leadsAll]).toEqual([true, false]);
    expect(await one.acquire()).toEqual(ALL);
    await one.release();
    await until('the other leads', async () => (await two.acquire()).length === OUTBOX_SHARDS);
  });

  it('is shared out when many ask at once, each shard to one', async () => {
    const held = await Promise.all(Array.from({ length: 6 }, () => aGateway().acquire()));
    expect(held.flat().sort()).toEqual(ALL);
  });

  it('is lost with the connection, and nobody leads twice meanwhile', async () => {
    const [one, two] = [aGateway(), aGateway()];
    await one.acquire();
    await terminate('graphql-gateway relay');
    await until('it has noticed', () => !one.leadsAll);
    await until('it has passed on', async () => (await two.acquire().catch(() => [])).length === OUTBOX_SHARDS);
    expect(await one.acquire()).toEqual([]);
  });
});

describe('the signal of the outbox', () => {
  const signals: OutboxSignal[] = [];
  const sent: string[] = [];
  const aGateway = (leadsAll = false) => {
    const { pool } = outbox.database;
    const query = (statement: { readonly name: string }) => (sent.push(statement.name), pool.query(statement as never));
    const signal = createOutboxSignal({
      database: { ...outbox.database, pool: { query } as unknown as typeof pool },
      connectionString: outbox.url,
      logger: silent,
      leadership: { leadsAll },
    });
    signals.push(signal);
    return signal;
  };
  afterEach(() => Promise.all(signals.splice(0).map((signal) => signal.stop())));

  it('wakes this process at once, and others once for many commits', async () => {
    const [one, two] = [aGateway(), aGateway()];
    const heard = { one: 0, two: 0 };
    await one.listen(() => (heard.one += 1));
    await two.listen(() => (heard.two += 1));
    one.notify();
    expect(heard.one).toBe(1);
    await until('the other hears of it', () => heard.two === 1);
    for (let n = 0; n < 100; n += 1) one.notify();
    await until('the other hears of the rest', () => heard.two >= 2);
    expect(heard.two).toBeLessThan(10);
    expect(heard.one).toBe(101);
  });

  it('sends nothing to others while this process leads every shard', async () => {
    const [leader, other, follower] = [aGateway(true), aGateway(), aGateway()];
    let [told, heard] = [0, 0];
    await leader.listen(() => (told += 1));
    await follower.listen(() => (heard += 1));
    sent.length = 0;
    leader.notify();
    expect([told, sent]).toEqual([1, []]);
    other.notify();
    expect(sent).toEqual(['outbox-notify']);
    await until('the follower hears of the other', () => heard === 1);
  });

  it('wakes when it has lost its connection and has it again', async () => {
    const signal = aGateway();
    let heard = 0;
    await signal.listen(() => (heard += 1));
    await terminate('graphql-gateway signal');
    await until('it looks whether anything was missed', () => heard === 1);
    aGateway().notify();
    await until('it hears again', () => heard === 2);
  });
});
