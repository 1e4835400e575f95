import { Worker } from 'node:worker_threads';
import { ConfigurationError } from '../config/configuration-error.js';
import type { HealthMonitor } from './health-monitor.js';

interface HealthThreadConfig {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly monitor: HealthMonitor;
  /** How old the last sign of the event loop may be: 30 s when left out. */
  readonly aliveWithinMs?: number;
  readonly onError: (error: unknown) => void;
}

/** Answers for the process while its event loop is busy. */
export interface HealthThread {
  /** Resolves to the port. Throws ConfigurationError when it is taken. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

const ALIVE_WITHIN_MS = 30_000;
const BEAT_MS = 500;

/**
 * /health/live and /health/ready on a port of their own, answered by a thread that shares nothing with the gateway but
 * a time stamp. Alive is a process whose event loop has shown a sign within `aliveWithinMs`; ready is one that is alive
 * and whose monitor said so last.
 */
export function createHealthThread({
  host,
  port,
  monitor,
  aliveWithinMs = ALIVE_WITHIN_MS,
  onError,
}: HealthThreadConfig): HealthThread {
  const beat = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  const sign = () => void Atomics.store(beat, 0, process.hrtime.bigint());

  return {
    async start() {
      sign();
      timer = setInterval(sign, BEAT_MS);
      timer.unref();
      const started = new Worker(new URL('./health-worker.mjs', import.meta.url), {
        workerData: { host, port, beat: beat.buffer, aliveWithinMs },
        resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 },
      });
      worker = started;
      const listening = new Promise<number>((resolve, reject) => {
        started.once(
          'message',
          (message: { readonly port: number } | { readonly code: string; readonly message: string }) => {
            if ('port' in message) return resolve(message.port);
            reject(
              message.code === 'EADDRINUSE'
                ? new ConfigurationError(
                    `Port ${port} on ${host} (HEALTH_PORT) is in use. Set HEALTH_PORT to another port.`,
                  )
                : new ConfigurationError(`HEALTH_PORT=${port}: ${message.message}`),
            );
          },
        );
        started.once('error', reject);
      });
      const listeningPort = await listening;
      started.on('error', onError);
      started.unref();
      const post = () => started.postMessage(monitor.state());
      post();
      monitor.onCheck(post);
      return listeningPort;
    },
    async stop() {
      clearInterval(timer);
      await worker?.terminate();
      worker = undefined;
    },
  };
}
