import { randomUUID } from 'node:crypto';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient, type Collection } from 'mongodb';
import { settlesWithin } from '../../../src/kernel/backoff.js';
import { MOST_EVENTS } from '../../../src/stores/mongo/transaction-size.js';
import { MONGO_CACHE_MB, mongoPart } from '../../../stack/mongo/mongo-part.js';
import { Ports } from '../../../stack/ports.js';
import { makeStateFolder, stateFolder } from '../../../stack/state-folder.js';
import { Supervisor } from '../../../stack/supervisor.js';
import { root } from '../../support/stack-folder.js';

// Everything is an eighth of what it is in a stack: the server's cache, and the events of a transaction. The entries
// are so many that each of a transaction changes pages of its own.
const SCALE = 8;
const ENTRIES = 20_000;
const AT_ONCE = 25;
/** A transaction of 25 events takes some hundredths of a second. */
const STUCK_AFTER_MS = 5_000;

let stop: () => Promise<void>;
let client: MongoClient;
let log: Collection<{ _id: string }>;

beforeAll(async () => {
  const home = path.join(root, '.state/test/stacks');
  await mkdir(home, { recursive: true });
  const stateDir = await mkdtemp(path.join(home, 'cache-'));
  const folder = stateFolder(stateDir, path.join(root, '.state/servers'));
  makeStateFolder(folder);
  const supervisor = new Supervisor({
    logsDir: folder.logs,
    processFile: folder.processFile,
    onPids: () => undefined,
    onUnexpectedExit: () => undefined,
  });
  const ports = new Ports(folder.portsFile);
  const part = mongoPart({ root, folder, supervisor, ports, progress: () => undefined }, MONGO_CACHE_MB / SCALE);
  stop = async () => {
    await client?.close();
    await supervisor.stop();
    await rm(stateDir, { recursive: true, force: true });
  };
  expect(await part.missing()).toEqual([]);
  await part.install();
  const taken = await ports.take(part.portNames);
  await part.start(taken);
  client = new MongoClient(part.address(taken));
  log = client.db().collection('event_log');
  // With the key of the collection, each entry is in three places at random.
  await log.createIndexes([{ key: { tenant: 1, aggregateId: 1 } }, { key: { tenant: 1, order: 1 } }]);
  for (let filled = 0; filled < ENTRIES; filled += AT_ONCE) await log.insertMany(entries(AT_ONCE));
}, 60_000);
afterAll(() => stop());

function entries(count: number) {
  const entry = () => ({ tenant: 't', aggregateId: randomUUID(), order: randomUUID(), data: 'x'.repeat(100) });
  return Array.from({ length: count }, () => ({ _id: randomUUID(), ...entry() }));
}

/** Two transactions at once, each of so many events. */
const twice = (events: number) =>
  Promise.all(
    [1, 2].map(() =>
      client.withSession((session) => session.withTransaction(() => log.insertMany(entries(events), { session }))),
    ),
  );

describe('the embedded MongoDB-protocol server, with more data than its cache holds', () => {
  it('commits transactions of as many events as the gateway takes at once', async () => {
    for (let run = 0; run < 10; run += 1) await twice(MOST_EVENTS / SCALE);
    expect(await log.estimatedDocumentCount()).toBe(ENTRIES + (10 * 2 * MOST_EVENTS) / SCALE);
  });

  it('stands still for good with larger ones (negative control)', async () => {
    const stuck = twice((20 * MOST_EVENTS) / SCALE);
    stuck.catch(() => undefined);
    expect(await settlesWithin(STUCK_AFTER_MS, stuck)).toBe(false);
  });
});
