import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectionsOf } from '../../../src/stores/mongo/collections.js';
import { createMongo, type Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { isMongoOutage } from '../../../src/stores/mongo/outage.js';
import { minutesAfter, NOON, surveyCreated } from '../../support/events.js';
import { createCuttable, type Cuttable } from '../../../lab/cuttable.js';
import { createOwnMongo, silent, type OwnMongo } from '../../support/own-mongo.js';
import { testServers } from '../../support/servers.js';
import { until } from '../../support/until.js';
import { createTestEventLog } from '../../support/published-events.js';

let own: OwnMongo;
beforeAll(async () => {
  own = await createOwnMongo();
});
afterAll(() => own.drop());

const expiries = async () => {
  const { eventLog, eventActivity, inbox } = collectionsOf(own.mongo.db);
  const seconds = async (collection: { indexes(): Promise<{ expireAfterSeconds?: number }[]> }) =>
    (await collection.indexes())
      .map(({ expireAfterSeconds }) => expireAfterSeconds)
      .find((given) => given !== undefined);
  return { log: await seconds(eventLog), activity: await seconds(eventActivity), inbox: await seconds(inbox) };
};
const DAY = 24 * 60 * 60;

describe('the connection to MongoDB', () => {
  it('answers a ping while it is started, says to which version it is connected, and can be started again', async () => {
    const lines: object[] = [];
    const other = await own.another({ logger: { ...silent, info: (line: object) => lines.push(line) } as never });
    await other.ping();
    expect(lines).toEqual([
      expect.objectContaining({ version: expect.stringMatching(/^\d+\.\d+/), database: own.mongo.db.databaseName }),
    ]);
    await other.stop();
    await expect(other.ping()).rejects.toThrow();
    await other.start();
    await other.ping();
  });

  it('fails to start without a server, as an outage and not for ever', async () => {
    const nowhere = createMongo({ url: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200', logger: silent });
    const failure = await nowhere.start().catch((error: unknown) => error);
    expect(isMongoOutage(failure)).toBe(true);
    await nowhere.stop();
  });

  it.each([
    ['mongodb://host', undefined, 'gateway'],
    ['mongodb://host/?directConnection=true', undefined, 'gateway'],
    ['mongodb://user:pass@host:1,other:2/mine?replicaSet=rs', undefined, 'mine'],
    ['mongodb://host/mine', 'given', 'given'],
  ])('%s with %s uses the database %s', (url, dbName, expected) => {
    const mongo = createMongo({ url, logger: silent, ...(dbName === undefined ? {} : { dbName }) });
    expect(mongo.db.databaseName).toBe(expected);
  });

  it('refuses what is no URL of a MongoDB', () => {
    expect(() => createMongo({ url: 'postgres://host', logger: silent })).toThrow();
  });
});

describe('a connection that is cut', () => {
  let way: Cuttable;
  let mongo: Mongo;
  beforeEach(async () => {
    const { hostname, port } = new URL(testServers().mongodbUrl.replace(/^mongodb:/, 'http:'));
    way = await createCuttable(hostname, Number(port));
    const url = `mongodb://127.0.0.1:${way.port}/?directConnection=true&serverSelectionTimeoutMS=300`;
    mongo = createMongo({ url, dbName: own.mongo.db.databaseName, logger: silent, transactionPatienceMs: 500 });
    await mongo.start();
  });
  afterEach(async () => {
    await mongo.stop();
    await way.stop();
  });

  it('is an outage to reads and writes, and nothing more when it is back', async () => {
    const log = createTestEventLog(mongo, { clock: { now: () => NOON } });
    const tenant = 'cut';
    const events = [0, 1, 2].map(() => surveyCreated({ tenant }));
    await log.append([events[0]!]);

    await way.cut();
    // At once, when the driver has yet to notice, and after it has.
    for (const _ of [1, 2]) {
      const work = [log.append([events[1]!]), log.page(tenant, {}, { first: 1 }), mongo.ping()];
      const failures = await Promise.all(
        work.map((each) =>
          each.then(
            () => 'none',
            (error: unknown) => error,
          ),
        ),
      );
      expect(failures.map(isMongoOutage)).toEqual([true, true, true]);
    }

    await way.restore();
    await until('it can be written again', () =>
      log.append(events).then(
        () => true,
        (error: unknown) => !isMongoOutage(error),
      ),
    );
    expect(await log.count(tenant, {})).toBe(3);
  });

  it('in the middle of a transaction leaves all of it or nothing, and in the end all', async () => {
    const things = mongo.db.collection<{ _id: string }>('things');
    let runs = 0;
    const insert = () =>
      mongo.transaction(async (session) => {
        runs += 1;
        await things.insertOne({ _id: `cut ${runs}` }, { session });
        if (runs > 1) return;
        await way.cut();
        await way.restore();
      });
    await until('it is written', () =>
      insert().then(
        () => true,
        (error: unknown) => !isMongoOutage(error),
      ),
    );
    // A server may let the transaction go on over the next connection, or have given it up: then it has run again.
    expect(
      await things
        .find({ _id: /^cut/ })
        .map(({ _id }) => _id)
        .toArray(),
    ).toEqual([`cut ${runs}`]);
  });
});

describe('expiry', () => {
  it('follows the configuration: set, changed and taken away', async () => {
    expect(await expiries()).toEqual({ log: undefined, activity: undefined, inbox: 45 * DAY });
    for (const days of [30, 7, 7]) {
      await own.another({ eventLogRetentionDays: days });
      expect(await expiries()).toEqual({ log: days * DAY, activity: days * DAY + 3600, inbox: 45 * DAY });
    }
    await own.another();
    expect(await expiries()).toEqual({ log: undefined, activity: undefined, inbox: 45 * DAY });
  });

  it('hides what is older at once, whether or not the server has removed it', async () => {
    const tenant = 'retained';
    const old = surveyCreated({ tenant, now: minutesAfter(NOON, -1) });
    const young = [surveyCreated({ tenant, now: NOON }), surveyCreated({ tenant, now: minutesAfter(NOON, 70) })];
    await createTestEventLog(own.mongo, { clock: { now: () => NOON } }).append([old, ...young]);
    const keeping = await own.another({ eventLogRetentionDays: 1 });
    const log = createTestEventLog(keeping, { clock: { now: () => minutesAfter(NOON, 24 * 60) } });
    expect((await log.page(tenant, {}, { first: 10 })).items.map(({ id }) => id)).toEqual(
      young.map(({ id }) => id).reverse(),
    );
    expect(await log.count(tenant, {})).toBe(2);
    expect([...(await log.entriesByIds(tenant, [old.id, young[0]!.id])).keys()]).toEqual([young[0]!.id]);
    await own.another();
  });
});

describe('a transaction', () => {
  it('is run again until it wins, so no increment is lost', async () => {
    const counters = own.mongo.db.collection<{ _id: string; count: number }>('counters');
    await counters.insertOne({ _id: 'a', count: 0 });
    const readAndWrite = () =>
      own.mongo.transaction(async (session) => {
        const { count } = (await counters.findOne({ _id: 'a' }, { session }))!;
        await counters.updateOne({ _id: 'a' }, { $set: { count: count + 1 } }, { session });
      });
    await Promise.all(Array.from({ length: 10 }, readAndWrite));
    expect((await counters.findOne({ _id: 'a' }))?.count).toBe(10);
  });

  it('would lose increments if it were none (control)', async () => {
    const counters = own.mongo.db.collection<{ _id: string; count: number }>('counters');
    await counters.insertOne({ _id: 'b', count: 0 });
    const readAndWrite = async () => {
      const { count } = (await counters.findOne({ _id: 'b' }))!;
      await counters.updateOne({ _id: 'b' }, { $set: { count: count + 1 } });
    };
    await Promise.all(Array.from({ length: 10 }, readAndWrite));
    expect((await counters.findOne({ _id: 'b' }))?.count).toBeLessThan(10);
  });

  it('leaves nothing of work that fails, and does not run it again', async () => {
    const things = own.mongo.db.collection<{ _id: string }>('things');
    let runs = 0;
    const failing = own.mongo.transaction(async (session) => {
      runs += 1;
      await things.insertOne({ _id: 'x' }, { session });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([runs, await things.countDocuments({ _id: 'x' })]).toEqual([1, 0]);
  });

  it('reports a key that stays in the way', async () => {
    const things = own.mongo.db.collection<{ _id: string }>('things');
    await things.insertOne({ _id: 'y' });
    await expect(own.mongo.transaction((session) => things.insertOne({ _id: 'y' }, { session }))).rejects.toMatchObject(
      { code: 11_000 },
    );
  });
});
