import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BenchServers } from '../../../lab/bench-gateway.js';
import { requireSameAnswers } from '../../../lab/peers/compare-peers.js';
import type { Contestant } from '../../../lab/peers/contestants.js';
import { findPeers } from '../../../lab/peers/install-peers.js';
import { surveyById } from '../../../lab/peers/survey-reads.js';
import { peersTables, type PeersReport } from '../../../lab/peers/peers-report.js';
import { runPeers } from '../../../lab/peers/run-peers.js';
import type { StartPart } from '../../../lab/with-bench-servers.js';
import { testEnvironment } from '../../support/gateway.js';

const root = path.resolve(import.meta.dirname, '../../..');
const READS = ['surveyById', 'surveyList', 'surveyTree', 'seatMap', 'newestResponses'];

let environment: Awaited<ReturnType<typeof testEnvironment>>;
const started: { stop(): Promise<void> }[] = [];
const startPart: StartPart = async (_, start) => {
  const part = await start();
  started.push(part);
  return part;
};

let report: PeersReport;
let contestants: readonly string[];

beforeAll(async () => {
  environment = await testEnvironment();
  const { variables } = environment;
  const of = (name: string) => variables[name] ?? '';
  const servers: BenchServers = {
    root,
    stateDir: of('STATE_DIR'),
    databaseUrl: of('DATABASE_URL'),
    mongodbUrl: of('MONGODB_URL'),
    kafkaBrokers: of('KAFKA_BROKERS').split(','),
    jwtSecret: of('JWT_SECRET'),
    signingSecret: of('SIGNING_SECRET'),
  };
  // A test downloads nothing.
  const peers = await findPeers(root);
  contestants = [
    ...['baseline', 'gateway', 'knownOperation', 'knownOperationGet', 'rest', 'naive'],
    ...(peers === undefined ? [] : ['mercurius']),
    ...(peers?.modernNode === undefined ? [] : ['postgraphile']),
  ];
  report = await runPeers({
    servers,
    startPart,
    gatewayVariables: { TOPIC_PREFIX: of('TOPIC_PREFIX'), GRAPHQL_EXECUTOR: 'plans' },
    peers,
    isWarmedUp: false,
    rounds: 1,
    seconds: 1,
    onProgress: () => undefined,
  });
}, 300_000);
afterAll(async () => {
  for (const part of started.reverse()) await part.stop();
  await environment?.dispose();
}, 60_000);

describe('the comparison with other servers', () => {
  it('has every installed contestant answer every read alike, and measures each', () => {
    expect(report.reads.map(({ name }) => name)).toEqual(READS);
    for (const { contestants: results } of report.reads) {
      expect(results.map(({ name }) => name)).toEqual(contestants);
      for (const { readsPerSecond, ratioToBaseline } of results) {
        expect(readsPerSecond).toBeGreaterThan(0);
        expect(ratioToBaseline).toBeGreaterThan(0);
      }
      expect(results[0]).toMatchObject({ name: 'baseline', ratioToBaseline: 1 });
    }
  });

  it('counts one statement for each read in GraphQL, by text and by ID', () => {
    const graphql = report.reads.flatMap(({ contestants: results }) =>
      results.filter(({ name }) => ['gateway', 'knownOperation', 'knownOperationGet'].includes(name)),
    );
    expect(graphql.map(({ sqlStatements }) => sqlStatements)).toEqual(Array(3 * READS.length).fill(1));
  });

  it('shows each contestant in tables', () => {
    const tables = peersTables(report);
    for (const { title } of report.reads[0]?.contestants ?? []) expect(tables).toContain(`| ${title} | `);
  });

  it('refuses to compare servers that answer differently', async () => {
    const answers = (name: string, data: unknown): Contestant => ({
      name,
      title: name,
      pid: process.pid,
      connections: name,
      requestsOf: () => [],
      dataOf: () => data,
    });
    const reads = [surveyById];
    const baseline = answers('baseline', { survey: { id: '1', title: 'A' } });
    await requireSameAnswers({ reads, contestants: [baseline, answers('same', { survey: { title: 'A', id: '1' } })] });
    await expect(
      requireSameAnswers({ reads, contestants: [baseline, answers('other', { survey: { id: '1', title: 'B' } })] }),
    ).rejects.toThrow('surveyById: other does not answer what baseline does.');
  });
});
