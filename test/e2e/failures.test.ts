import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BenchServers } from '../../lab/bench-gateway.js';
import { runFailures, type ScenarioResult } from '../../lab/failures/run-failures.js';
import type { LedgerRow } from '../../lab/failures/scenario.js';
import { scenariosOf } from '../../lab/failures/scenarios.js';
import type { StartPart } from '../../lab/with-bench-servers.js';
import { createEmbeddedStack, type EmbeddedStack } from '../../stack/embedded-stack.js';
import { postgresOnly, root } from '../support/stack-folder.js';

/** The scenarios of the short form, without a gateway. `npm run failures` runs all. */
const NAMES = ['leader-killed-ahead', 'zombie-producer'];

let folder: Awaited<ReturnType<typeof postgresOnly>>;
let stack: EmbeddedStack;
const started: { stop(): Promise<void> }[] = [];
const startPart: StartPart = async (_, start) => {
  const part = await start();
  started.push(part);
  return part;
};
const results = new Map<string, ScenarioResult>();
const rowOf = (scenario: string, of: string) =>
  results.get(scenario)?.rows.find((row) => row.of === of) as LedgerRow | undefined;

beforeAll(async () => {
  folder = await postgresOnly();
  stack = createEmbeddedStack({
    root,
    stateDir: folder.stateDir,
    serversDir: path.join(root, '.state/servers'),
    databaseUrl: 'postgresql://replaced/',
    mongodbUrl: 'mongodb://replaced/',
    brokers: 3,
  });
  const servers: BenchServers = {
    ...(await stack.start()),
    root,
    stateDir: folder.stateDir,
    jwtSecret: '',
    signingSecret: '',
  };
  const scenarios = scenariosOf({ events: 100, kills: 1 }).filter(({ name }) => NAMES.includes(name));
  for (const result of await runFailures(scenarios, { servers, stack, startPart, seed: 1 }))
    results.set(result.name, result);
}, 240_000);
afterAll(async () => {
  for (const part of started.reverse()) await part.stop();
  await stack?.stop();
  await folder?.remove();
}, 60_000);

describe('the failure lab, on three brokers of which one is killed', () => {
  it.each(['acks all', 'idempotent', 'transactional'])('finds every record that %s was told is written', (kind) => {
    expect(rowOf('leader-killed-ahead', kind)).toMatchObject({ lost: 0, reordered: 0 });
    expect(rowOf('leader-killed-ahead', kind)?.accepted).toBeGreaterThan(500);
  });

  it.each(['acks 0', 'acks 1'])('finds that %s has lost records which only the leader had', (kind) => {
    expect(rowOf('leader-killed-ahead', kind)?.lost).toBeGreaterThan(0);
  });

  it('records who led before and after', () => {
    const told = results.get('leader-killed-ahead')?.timeline.filter(({ inSync }) => inSync !== undefined) ?? [];
    expect(told[0]?.what).toMatch(/^all topics: leader \d, in sync 1 2 3$/);
    // The topics need not change at the same moment: each change is an entry of those that it is of.
    expect(told.at(-1)?.inSync).toEqual([1, 2, 3]);
    expect(told.at(-1)?.leader).not.toBe(told[0]?.leader);
  });

  it('finds that a producer which was taken for dead cannot commit', () => {
    expect(rowOf('zombie-producer', 'transactional')).toMatchObject({
      accepted: 5,
      lost: 0,
      unconfirmed: 0,
      errors: { INVALID_PRODUCER_EPOCH: 5 },
    });
  });

  it('says of each run whether it came out as expected', () => {
    expect([...results].map(([name, { asExpected }]) => [name, asExpected])).toEqual(NAMES.map((name) => [name, true]));
  });
});
