import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { createKnownGenerations } from '../../../src/stores/mongo/model-generations.js';
import { createFreezable, type Freezable } from '../../support/freezable.js';
import { testServers } from '../../support/servers.js';
import { until } from '../../support/until.js';

const MAX_AGE_MS = 500;
let way: Freezable;
let client: MongoClient;

beforeEach(async () => {
  const url = new URL(testServers().mongodbUrl);
  way = await createFreezable(url.hostname, Number(url.port));
  url.port = String(way.port);
  url.searchParams.set('directConnection', 'true');
  client = await new MongoClient(url.href).connect();
  await client.db('known-generations').command({ ping: 1 });
});
afterEach(async () => {
  way.thaw();
  await client.close();
  await way.stop();
});

const known = (maxAgeMs: number) => createKnownGenerations(client.db('known-generations'), () => undefined, maxAgeMs);

describe('the generations that a process knows', () => {
  it('are asked for again when the first answer came so late that it was too old', async () => {
    const generations = known(MAX_AGE_MS);
    way.freeze();
    const began = performance.now();
    const starting = generations.start();
    await until('an answer would be too old', () => performance.now() - began > MAX_AGE_MS + 50);
    way.thaw();
    await starting;
    expect(generations.read('event-log')).toBe(0);
    generations.stop();
  });

  it('are not used when no answer is quick enough', async () => {
    const generations = known(0);
    await generations.start();
    expect(() => generations.read('event-log')).toThrow('unavailable');
    generations.stop();
  });
});
