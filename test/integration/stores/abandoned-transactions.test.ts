import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TransactionGaveUp } from '../../../src/stores/mongo/transactions.js';
import type { Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { spawnProgram, type RunningProgram } from '../../support/gateway-process.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';
import { testServers } from '../../support/servers.js';
import { until } from '../../support/until.js';

const SCRIPT = path.resolve(import.meta.dirname, '../../support/open-transaction.mjs');
const PATIENCE_MS = 6_000;
const hot = (mongo: Mongo) => mongo.db.collection<{ _id: string; count: number }>('hot');

let own: OwnMongo;
let gateway: Mongo;
let other: RunningProgram | undefined;
beforeAll(async () => {
  own = await createOwnMongo();
});
beforeEach(async () => {
  gateway = await own.another({ transactionPatienceMs: PATIENCE_MS });
  await hot(gateway).insertOne({ _id: 'hot', count: 0 });
});
afterEach(async () => {
  other?.child.kill('SIGKILL');
  await other?.exited;
  await gateway.db.command({ killAllSessions: [] });
  await hot(gateway).drop();
});
afterAll(() => own.drop());

/** Another process has an open transaction that has written the document. */
async function otherWrites(how: 'gateway' | 'driver'): Promise<RunningProgram> {
  const program = spawnProgram(
    [process.execPath, SCRIPT, testServers().mongodbUrl, gateway.db.databaseName, 'hot', how],
    {},
  );
  other = program;
  await until('it has written', () => program.output().includes('open') || !program.running());
  return program;
}

const write = () =>
  gateway.transaction(async (session) => {
    await hot(gateway).updateOne({ _id: 'hot' }, { $inc: { count: 1 } }, { session });
  });

describe('a transaction of a process that was killed', () => {
  it('is ended within seconds, so that another process can write the same document', async () => {
    const { child, exited } = await otherWrites('gateway');
    child.kill('SIGKILL');
    await exited;
    const began = Date.now();
    await write();
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(await hot(gateway).findOne({ _id: 'hot' })).toEqual({ _id: 'hot', count: 1 });
    await until(
      'the process is forgotten',
      async () => (await gateway.db.collection('transacting_processes').countDocuments()) === 1,
    );
  }, 30_000);

  it('is left alone while the process lives', async () => {
    const { child, exited } = await otherWrites('gateway');
    await expect(write()).rejects.toThrow(TransactionGaveUp);
    child.kill('SIGKILL');
    await exited;
    await write();
  }, 30_000);

  it('blocks the document for longer than that when its session was not noted (negative control)', async () => {
    const { child, exited } = await otherWrites('driver');
    child.kill('SIGKILL');
    await exited;
    await expect(write()).rejects.toThrow(TransactionGaveUp);
  }, 30_000);
});
