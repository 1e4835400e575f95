import path from 'node:path';
import { serverVariables, type ServerUrls } from '../src/config/server-urls.js';
import { startChildServer, type ChildServer } from './child-server.js';

/** The databases a benchmark runs on and the secrets its processes share. */
export interface BenchServers extends ServerUrls {
  /** The checkout; it must have been built. */
  readonly root: string;
  readonly stateDir: string;
  readonly jwtSecret: string;
  readonly signingSecret: string;
}

/** The first start imports the demo data, which takes a while on a small machine. */
const READY_WITHIN_MS = 120_000;

/**
 * Starts the gateway in a separate process, with `over` in its environment, and with `nodeFlags` beside those of
 * `npm start`. Its output goes to `logFile`, or to this process's standard error. In development mode it reports the
 * cost of each answer.
 */
export async function startBenchGateway(
  servers: BenchServers,
  mode: 'development' | 'production',
  over: Readonly<Record<string, string>> = {},
  { nodeFlags = [], logFile }: { readonly nodeFlags?: readonly string[]; readonly logFile?: string } = {},
): Promise<ChildServer> {
  const { root, stateDir, jwtSecret, signingSecret, databaseUrl, mongodbUrl, kafkaBrokers } = servers;
  return startChildServer({
    file: path.join(root, 'dist/src/main.js'),
    cwd: root,
    nodeFlags,
    logFile,
    env: {
      NODE_ENV: mode,
      LOG_LEVEL: 'warn',
      SEED: 'on',
      STATE_DIR: stateDir,
      ...serverVariables({ databaseUrl, mongodbUrl, kafkaBrokers }),
      JWT_SECRET: jwtSecret,
      SIGNING_SECRET: signingSecret,
      ...over,
    },
    readyPath: '/health/ready',
    readyWithinMs: READY_WITHIN_MS,
  });
}
