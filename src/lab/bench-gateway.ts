import path from 'node:path';
import { startChildServer, type ChildServer } from './child-server.js';

/** The databases a benchmark runs on and the secrets its processes share. */
export interface BenchServers {
  /** The checkout; it must have been built. */
  readonly root: string;
  readonly stateDir: string;
  readonly databaseUrl: string;
  readonly mongodbUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly jwtSecret: string;
  readonly signingSecret: string;
}

/** A first start seeds; that alone takes a while on a small machine. */
const READY_WITHIN_MS = 120_000;

/** The gateway as a process of its own, with `over` in its environment. In production mode it runs as it would there; in development it tells each answer's cost. */
export async function startBenchGateway(
  servers: BenchServers,
  mode: 'development' | 'production',
  over: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const { root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers, jwtSecret, signingSecret } = servers;
  return startChildServer({
    file: path.join(root, 'dist/main.js'),
    cwd: root,
    env: {
      NODE_ENV: mode,
      LOG_LEVEL: 'warn',
      SEED: 'on',
      STATE_DIR: stateDir,
      DATABASE_URL: databaseUrl,
      MONGODB_URL: mongodbUrl,
      KAFKA_BROKERS: kafkaBrokers.join(','),
      JWT_SECRET: jwtSecret,
      SIGNING_SECRET: signingSecret,
      ...over,
    },
    readyPath: '/health/ready',
    readyWithinMs: READY_WITHIN_MS,
  });
}
