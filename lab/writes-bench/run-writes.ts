import { beginRun } from '../benchmark-run.js';
import path from 'node:path';
import pg from 'pg';
import { serverVariables } from '../../src/config/server-urls.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { startBenchGateway, type BenchServers } from '../bench-gateway.js';
import { startChildServer } from '../child-server.js';
import { graphqlRequest } from '../graphql-request.js';
import { createPostgresCpu } from '../peers/postgres-cpu.js';
import { refreshStatistics } from '../refresh-statistics.js';

import type { StartPart } from '../with-bench-servers.js';
import { compareWrites } from './compare-writes.js';
import { gatewaySide, handWrittenSide } from './write-sides.js';
import { createSubjects } from './write-subjects.js';
import type { WritesReport } from './writes-report.js';

interface WritesRun {
  readonly servers: BenchServers;
  readonly startPart: StartPart;
  readonly rounds: number;
  readonly warmUpRounds: number;
  readonly writes: number;
  readonly onProgress: (step: string) => void;
}

const TOKEN_SECONDS = 2 * 3600;
const READY_WITHIN_MS = 60_000;
const CONNECTIONS = 'hand-written';

/** Runs the comparison. Rejects when a write fails or a side does not write what the other does. */
export async function runWrites({
  servers,
  startPart,
  rounds,
  warmUpRounds,
  writes,
  onProgress,
}: WritesRun): Promise<WritesReport> {
  const { root, stateDir, databaseUrl, jwtSecret, signingSecret } = servers;
  const token = await issueToken(
    jwtSecret,
    { role: 'owner', tenant: 'bench-writes', subject: 'owner@bench' },
    TOKEN_SECONDS,
  );
  const { pool } = await startPart('Connection', () => {
    const opened = new pg.Pool({ connectionString: databaseUrl, max: 1, application_name: 'bench-writes' });
    return { pool: opened, stop: () => opened.end() };
  });
  onProgress('Starting the gateway and the hand-written endpoints');
  const gateway = await startPart('Gateway', () =>
    startBenchGateway(servers, 'production', { REQUESTS_PER_MINUTE: '100000000' }),
  );
  const handWritten = await startPart('Hand-written endpoints', () =>
    startChildServer({
      file: path.join(root, 'dist/lab/writes-bench/hand-written-server.js'),
      cwd: root,
      readyPath: '/health/ready',
      readyWithinMs: READY_WITHIN_MS,
      env: {
        NODE_ENV: 'production',
        STATE_DIR: stateDir,
        ...serverVariables({ databaseUrl }),
        JWT_SECRET: jwtSecret,
        SIGNING_SECRET: signingSecret,
        PGAPPNAME: CONNECTIONS,
      },
    }),
  );
  const subjects = await createSubjects(graphqlRequest(gateway.url, token), pool);
  await refreshStatistics(databaseUrl);
  const finishedRun = beginRun();
  const compared = await compareWrites({
    sides: [gatewaySide(gateway, token), handWrittenSide(handWritten, token)],
    subjects,
    pool,
    postgresCpu: createPostgresCpu(pool),
    rounds,
    warmUpRounds,
    writes,
    onProgress,
  });
  return {
    benchmark: 'writes',
    ...finishedRun(),
    rounds,
    warmUpRounds,
    writesPerBurst: writes,
    goal: { timeRatio: 1.15 },
    writes: compared,
  };
}
