import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { READ_MODELS, ReplayRunningError, type ReadModel } from '../../../src/domain/read-models/model-generations.js';
import { LogTruncatedError } from '../../../src/events/consume/replay-start.js';
import { COLLECTIONS_OF, collectionsOf } from '../../../src/stores/mongo/collections.js';
import { createModelGenerations } from '../../../src/stores/mongo/generation-changes.js';
import { generationsCollection } from '../../../src/stores/mongo/model-generations.js';
import type { Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { runProgram, spawnProgram } from '../../support/gateway-process.js';
import { createReplayBench, someEvents, whileRepeating } from '../../support/replay-bench.js';
import { testServers } from '../../support/servers.js';
import { until } from '../../support/until.js';

/** A swap waits until other processes have noticed it. */
jest.setTimeout(180_000);

type Bench = Awaited<ReturnType<typeof createReplayBench>>;
let bench: Bench | undefined;
afterEach(async () => {
  await bench?.drop();
  bench = undefined;
});
async function open(model: ReadModel): Promise<Bench> {
  bench = await createReplayBench(model);
  return bench;
}

/** Where nothing is written meanwhile. A process learns of new generations within a second. */
const QUIET = { writersMs: 1_500, readersMs: 1_500 };

const MAIN = { 'event-log': 'eventLog', 'seat-inventory': 'seatInventory', analytics: 'surveyActivity' } as const;
/** The documents of the generation that a process reads. */
const sizeFor = (mongo: Mongo, model: ReadModel) =>
  collectionsOf(mongo.db, mongo.generations.read(model))[MAIN[model]].countDocuments();
const collections = async (mongo: Mongo, model: ReadModel) =>
  (await mongo.db.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => COLLECTIONS_OF[model].some((base) => name === base || name.startsWith(`${base}_g`)))
    .sort();

describe.each(READ_MODELS)('the replay of %s', (model) => {
  it('equals the live model under concurrent writes, and no read sees less than before', async () => {
    const { own, publish, settled, hash, controlHash, replay } = await open(model);
    await publish(someEvents(15));
    await settled();
    expect(await hash()).toBe(await controlHash());
    const reader = await own.another();
    let seen = await sizeFor(reader, model);
    expect(seen).toBeGreaterThan(0);
    const shrunk: number[] = [];
    let published = 0;
    const { generation, counts } = await whileRepeating(
      async () => {
        await publish(someEvents(1));
        published += 1;
        const size = await sizeFor(reader, model);
        if (size < seen) shrunk.push(size - seen);
        seen = size;
      },
      () => replay(),
    );
    expect(published).toBeGreaterThan(10);
    expect(shrunk).toEqual([]);
    expect(counts.skipped).toBe(0);
    expect(generation).toBe(1);
    await settled();
    expect(await whenKnown(() => own.mongo.generations.read(model))).toBe(1);
    expect(await whenKnown(() => own.mongo.generations.written(model))).toEqual([1]);
    expect(await hash()).toBe(await controlHash());
    expect(await collections(own.mongo, model)).toEqual(COLLECTIONS_OF[model].map((name) => `${name}_g1`).sort());

    // Consumption goes on into the new generation, also in processes that start now.
    await publish(someEvents(3));
    await settled();
    expect(await hash()).toBe(await controlHash());
    expect(await sizeFor(await own.another(), model)).toBe(await sizeFor(reader, model));
  });
});

/** What a process knows of the generations. A busy server may answer so late that it knows nothing for a moment. */
async function whenKnown<T>(ask: () => T): Promise<T> {
  let known: { readonly answer: T } | undefined;
  await until('the generations are known', () => {
    try {
      known = { answer: ask() };
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'UNAVAILABLE') throw error;
    }
    return known !== undefined;
  });
  return (known as unknown as { readonly answer: T }).answer;
}

describe('a swap without the steps of the replay', () => {
  it('shows readers a partial model when they read before the log was applied', async () => {
    const { own, publish, settled } = await open('event-log');
    await publish(someEvents(10));
    await settled();
    const reader = await own.another();
    const before = await sizeFor(reader, 'event-log');
    const generations = createModelGenerations(own.mongo, 'event-log');
    const next = await generations.begin();
    await generations.use(next, [next]);
    await until('the reader reads less', async () => (await sizeFor(reader, 'event-log')) < before);
    await generations.end();
  });

  it('loses what consumers write to the old generation after the log was applied', async () => {
    const { own, publish, settled, hash, controlHash, replay } = await open('analytics');
    await publish(someEvents(5));
    await settled();
    const { generation } = await replay({ settle: QUIET });
    // The consumers are told to go back to the old way: they write a generation that nobody reads.
    await generationsCollection(own.mongo.db).updateOne({ _id: 'analytics' }, { $set: { written: [generation + 1] } });
    await until('they know', () => own.mongo.generations.written('analytics')[0] === generation + 1);
    await publish(someEvents(1));
    await settled();
    expect(await hash()).not.toBe(await controlHash());
    // And the next replay repairs it.
    await replay({ settle: QUIET });
    await settled();
    expect(await hash()).toBe(await controlHash());
  });
});

describe('a replay', () => {
  it('is refused while another one runs', async () => {
    const { own, replay } = await open('seat-inventory');
    const other = createModelGenerations(own.mongo, 'seat-inventory');
    await other.begin();
    await expect(replay()).rejects.toThrow(ReplayRunningError);
    await other.end();
    await replay({ settle: { writersMs: 100, readersMs: 100 } });
  });

  it('never uses the number of a generation twice, also when its collections are gone', async () => {
    const { own, publish, settled, hash, controlHash, replay } = await open('analytics');
    await publish(someEvents(3));
    await settled();
    const killed = createModelGenerations(own.mongo, 'analytics');
    const first = await killed.begin();
    await killed.end();
    for (const name of COLLECTIONS_OF.analytics) await own.mongo.db.dropCollection(`${name}_g${first}`);
    const { generation } = await replay({ settle: QUIET });
    expect(generation).toBe(first + 1);
    await settled();
    expect(await hash()).toBe(await controlHash());
  });

  it('is refused when the log has lost its beginning, unless the caller accepts that', async () => {
    const { kafka, own, publish, settled, replay, topics } = await open('event-log');
    const begun = new Date();
    await publish(someEvents(4));
    await settled();
    const all = await sizeFor(own.mongo, 'event-log');
    const topic = kafka.client.topicName(topics[0] ?? 'surveys');
    const partitions = await kafka.client.ask((admin) => admin.fetchTopicOffsets(topic));
    const longest = partitions.reduce((a, b) => (Number(a.high) >= Number(b.high) ? a : b));
    await kafka.client.ask((admin) =>
      admin.deleteTopicRecords({ topic, partitions: [{ partition: longest.partition, offset: '1' }] }),
    );
    await expect(replay()).rejects.toThrow(LogTruncatedError);
    expect(await sizeFor(own.mongo, 'event-log')).toBe(all);
    await replay({ from: 'oldest', settle: QUIET });
    expect(await sizeFor(own.mongo, 'event-log')).toBe(all - 1);
    await replay({ from: begun, settle: QUIET });
    expect(await sizeFor(own.mongo, 'event-log')).toBe(all - 1);
    await replay({ from: new Date(Date.now() + 60_000), settle: QUIET });
    expect(await sizeFor(own.mongo, 'event-log')).toBe(0);
  });
});

describe('npm run replay', () => {
  const environment = ({ kafka, own }: Bench) => {
    const url = new URL(testServers().mongodbUrl);
    url.pathname = `/${own.mongo.db.databaseName}`;
    return {
      KAFKA_BROKERS: testServers().kafkaBrokers.join(','),
      MONGODB_URL: url.href,
      TOPIC_PREFIX: kafka.client.prefix,
    };
  };
  const program = (...args: readonly string[]): readonly [string, ...string[]] => [
    process.execPath,
    'dist/src/cli/replay.js',
    ...args,
  ];

  it('killed by -9 leaves the live model untouched, and a second run works', async () => {
    const opened = await open('analytics');
    const { own, publish, settled, hash, controlHash, replay } = opened;
    await publish(someEvents(8));
    await settled();
    const before = await hash();
    const killed = spawnProgram(program('analytics'), environment(opened));
    await until('it has built and has told the consumers', () => killed.output().includes('Caught up'), 60_000);
    killed.child.kill('SIGKILL');
    await killed.exited;
    expect(await collections(own.mongo, 'analytics')).toHaveLength(6);
    expect(own.mongo.generations.read('analytics')).toBe(0);
    expect(await hash()).toBe(before);
    await publish(someEvents(2));
    await settled();
    expect(await hash()).toBe(await controlHash());

    await expect(replay()).rejects.toThrow(ReplayRunningError);
    // As if the minute of the lease had passed.
    await generationsCollection(own.mongo.db).updateOne(
      { _id: 'analytics' },
      { $set: { 'lease.until': new Date(Date.now() - 1) } },
    );
    const { generation } = await replay({ settle: QUIET });
    expect(generation).toBe(2);
    await settled();
    expect(await hash()).toBe(await controlHash());
    expect(await collections(own.mongo, 'analytics')).toHaveLength(3);
  });

  it('says what to do where no gateway has run', async () => {
    const opened = await open('seat-inventory');
    const nowhere = { ...environment(opened), TOPIC_PREFIX: 'nobody.' };
    expect(await runProgram(program('seat-inventory'), nowhere)).toMatchObject({
      code: 1,
      output: 'There is no topic nobody.booking-events. Start a gateway on these servers first.\n',
    });
  });

  it('says in a dry run what it would apply, and prints the hash of the live model', async () => {
    const opened = await open('seat-inventory');
    await opened.publish(someEvents(2));
    await opened.settled();
    const dry = await runProgram(program('seat-inventory', '--dry-run'), environment(opened));
    expect(dry).toMatchObject({
      code: 0,
      output: '6 records of the log to apply to seat-inventory.\nNothing was changed.\n',
    });
    expect(await collections(opened.own.mongo, 'seat-inventory')).toEqual(['seat_inventory']);
    const hashed = await runProgram(program('seat-inventory', '--hash'), environment(opened));
    expect(hashed.output).toBe(`seat-inventory generation 0: ${await opened.hash()}\n`);
  });
});
