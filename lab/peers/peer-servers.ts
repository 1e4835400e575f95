import path from 'node:path';
import { serverVariables } from '../../src/config/server-urls.js';
import { startBenchGateway, type BenchServers } from '../bench-gateway.js';
import { startChildServer, type ChildServer } from '../child-server.js';
import type { StartPart } from '../with-bench-servers.js';
import type { ContestantsConfig } from './contestants.js';
import type { InstalledPeers } from './install-peers.js';

/** Turns the rate limit off. */
const UNLIMITED = { REQUESTS_PER_MINUTE: '100000000' };
const READY_WITHIN_MS = 60_000;

export interface PeerServersConfig {
  readonly servers: BenchServers;
  readonly startPart: StartPart;
  /** Additional environment variables of the gateway. */
  readonly gatewayVariables: Readonly<Record<string, string>>;
  /** Undefined when they are not installed. */
  readonly peers: InstalledPeers | undefined;
}

/** Starts the gateway in a mode: production to be measured, development to count its statements. */
export function startGateway(
  { servers, startPart, gatewayVariables }: PeerServersConfig,
  mode: 'production' | 'development',
): Promise<ChildServer> {
  return startPart(`Gateway (${mode})`, () => startBenchGateway(servers, mode, { ...UNLIMITED, ...gatewayVariables }));
}

/** Starts the servers that the gateway is compared with. All have the same database, tokens, heap and pool size. */
export async function startPeerServers(
  config: PeerServersConfig,
): Promise<Pick<ContestantsConfig, 'baseline' | 'naive' | 'mercurius' | 'postgraphile'>> {
  const { servers, startPart, peers } = config;
  const { root, databaseUrl, mongodbUrl, jwtSecret, signingSecret } = servers;
  const start = (name: string, file: string, node?: string) =>
    startPart(name, () =>
      startChildServer({
        file,
        cwd: path.dirname(file),
        ...(node !== undefined && { node }),
        readyPath: '/health/ready',
        readyWithinMs: READY_WITHIN_MS,
        env: {
          NODE_ENV: 'production',
          ...serverVariables({ databaseUrl, mongodbUrl }),
          JWT_SECRET: jwtSecret,
          SIGNING_SECRET: signingSecret,
          // The default application_name of pg. It identifies PostgreSQL's processes for these connections.
          PGAPPNAME: name,
        },
      }),
    );
  return {
    baseline: await start('baseline', path.join(root, 'dist/lab/reads-bench/baseline-server.js')),
    naive: await start('naive', path.join(root, 'dist/lab/peers/naive-server.js')),
    mercurius: peers && (await start('mercurius', path.join(peers.folder, 'mercurius-server.mjs'))),
    postgraphile:
      peers?.modernNode === undefined
        ? undefined
        : await start('postgraphile', path.join(peers.folder, 'postgraphile-server.mjs'), peers.modernNode),
  };
}
