import { createHash } from 'node:crypto';
import { beginRun } from '../benchmark-run.js';
import pg from 'pg';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { costOf, graphqlRequest } from '../graphql-request.js';
import { processRssMb } from '../process-cpu.js';
import { CONNECTIONS } from '../reads-bench/burst.js';
import { refreshStatistics } from '../refresh-statistics.js';
import { round } from '../statistics.js';
import { comparePeers } from './compare-peers.js';
import { createContestants, type Contestant, type ContestantsConfig } from './contestants.js';
import type { PeerRead } from './peer-read.js';
import { startGateway, startPeerServers, type PeerServersConfig } from './peer-servers.js';
import type { PeersReport } from './peers-report.js';
import { PEER_READS } from './peer-reads.js';
import { createPostgresCpu } from './postgres-cpu.js';
import { seedAnswers } from './seed-answers.js';

export interface PeersRun extends PeerServersConfig {
  readonly isWarmedUp: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly onProgress: (step: string) => void;
}

/** The tenant of the reads. PostGraphile does not know tenants, so its queries have it as a condition. */
const TENANT = 'bench-peers';
const TOKEN_SECONDS = 2 * 3600;

/** The hash of the document, so a changed document is another operation. */
const documentIdOf = ({ query }: PeerRead) => createHash('sha256').update(query).digest('hex');

/** Runs the comparison. Rejects when two contestants answer a read differently, or when one of them fails. */
export async function runPeers(run: PeersRun): Promise<PeersReport> {
  const { servers, startPart, isWarmedUp, rounds, seconds, onProgress } = run;
  const token = await issueToken(
    servers.jwtSecret,
    { role: 'owner', tenant: TENANT, subject: 'owner@bench' },
    TOKEN_SECONDS,
  );
  const { pool } = await startPart('Connection', () => {
    const opened = new pg.Pool({ connectionString: servers.databaseUrl, max: 1, application_name: 'bench-peers' });
    return { pool: opened, stop: () => opened.end() };
  });

  onProgress('Seeding, and counting statements on a gateway in development mode');
  const counting = await startGateway(run, 'development');
  await registerDocuments(pool);
  const subjects = await seedAnswers(graphqlRequest(counting.url, token));
  await refreshStatistics(servers.databaseUrl);
  const others = await startPeerServers(run);
  const contestantsWith = (gateway: ContestantsConfig['gateway']) =>
    createContestants({ token, subjects, ...others, gateway, documentIdOf });
  const statements = new Map<string, number>();
  for (const contestant of contestantsWith(counting).filter(({ pid }) => pid === counting.pid))
    for (const read of PEER_READS) {
      // The first request reads the registered document too.
      await statementsOf(contestant, read);
      statements.set(`${contestant.name} ${read.name}`, await statementsOf(contestant, read));
    }
  await counting.stop();

  const contestants = contestantsWith(await startGateway(run, 'production'));
  const memory = () =>
    Promise.all(contestants.map(async ({ pid, name }) => [name, megabytes(await processRssMb(pid))] as const));
  const finishedRun = beginRun();
  const memoryBefore = await memory();
  const reads = await comparePeers({
    reads: PEER_READS,
    contestants,
    isWarmedUp,
    rounds,
    seconds,
    postgresCpu: createPostgresCpu(pool),
    onProgress,
  });
  const memoryAfter = new Map(await memory());
  // The ways to ask the gateway share its process.
  const processes = memoryBefore.filter(([name]) => name === 'gateway' || others[name as keyof typeof others]);
  return {
    benchmark: 'peers',
    ...finishedRun(),
    rounds,
    seconds,
    connections: CONNECTIONS,
    absent: [
      ...(others.mercurius === undefined ? ['mercurius'] : []),
      ...(others.postgraphile === undefined ? ['PostGraphile'] : []),
    ],
    memoryMb: Object.fromEntries(
      processes.map(([name, before]) => [name, { before, after: memoryAfter.get(name) ?? null }]),
    ),
    reads: reads.map((read) => ({
      ...read,
      contestants: read.contestants.map((result) => {
        const sqlStatements = statements.get(`${result.name} ${read.name}`);
        return sqlStatements === undefined ? result : { ...result, sqlStatements };
      }),
    })),
  };
}

const megabytes = (value: number) => (Number.isFinite(value) ? round(value, 0) : null);

/**
 * Registers a document as `npm run operations` does. The benchmark writes to the database, because it cannot use
 * commands.
 */
async function registerDocuments(pool: pg.Pool): Promise<void> {
  for (const read of PEER_READS)
    await pool.query(
      'INSERT INTO known_operation (id, document, document_hash) VALUES ($1, $2, $1) ON CONFLICT (id) DO NOTHING',
      [documentIdOf(read), read.query],
    );
}

/** The SQL statements of a read. Throws when the gateway does not report them. */
async function statementsOf(contestant: Contestant, read: PeerRead): Promise<number> {
  let statements = 0;
  for (const { url, ...init } of contestant.requestsOf(read)) {
    const response = await fetch(url, init);
    const body = await response.text();
    const cost = costOf(response.headers);
    if (!response.ok || cost === undefined)
      throw new Error(`${contestant.name} answered ${read.name} with ${response.status}: ${body.slice(0, 500)}`);
    statements += cost.sqlStatements;
  }
  return statements;
}
