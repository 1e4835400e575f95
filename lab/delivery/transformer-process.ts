import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import type { BenchServers } from '../bench-gateway.js';

/** `npm run running-analytics` in a process of its own. */
export interface TransformerProcess {
  readonly pid: number;
  /** Resolves when the process is gone. May be called twice. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts it on topics with the prefix. */
export function startTransformer(
  { root, stateDir, kafkaBrokers }: BenchServers,
  topicPrefix: string,
  delivery: string,
): TransformerProcess {
  const log = openSync(path.join(stateDir, 'logs', 'running-analytics.log'), 'a', 0o600);
  const child = spawn(
    process.execPath,
    [path.join(root, 'dist/src/cli/running-analytics.js'), '--delivery', delivery],
    {
      cwd: root,
      env: {
        KAFKA_BROKERS: kafkaBrokers.join(','),
        KAFKA_REPLICATION: String(Math.min(3, kafkaBrokers.length)),
        TOPIC_PREFIX: topicPrefix,
        STATE_DIR: stateDir,
      },
      stdio: ['ignore', log, log],
    },
  );
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid ?? 0,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}
