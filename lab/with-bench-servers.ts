import path from 'node:path';
import { readEnvironment } from '../src/config/environment.js';
import { projectRoot } from '../src/config/project-root.js';
import type { BenchServers } from './bench-gateway.js';
import { installationSecrets } from '../src/ops/identity/installation-secrets.js';
import { Lifecycle } from '../src/ops/lifecycle.js';
import { createEmbeddedStack, type EmbeddedStack, type StackOptions } from '../stack/embedded-stack.js';

/** Starts a part of a benchmark, to be stopped when the benchmark ends, however that is. */
export type StartPart = <Part extends { stop(): Promise<void> }>(
  name: string,
  start: () => Promise<Part> | Part,
) => Promise<Part>;

/**
 * Runs a benchmark on servers of its own, whose data is under .state/bench and stays for the next run; downloads are
 * those of `npm start`. What `work` starts through `startPart` is stopped with the servers, also on Ctrl-C. A server
 * that is `given` is taken instead of one of its own. `work` may end servers, and start them again through the stack.
 */
export async function withBenchServers(
  work: (servers: BenchServers, startPart: StartPart, stack: EmbeddedStack) => Promise<void>,
  given: Pick<StackOptions, 'databaseUrl' | 'mongodbUrl' | 'kafkaBrokers' | 'brokers'> = {},
): Promise<void> {
  const environment = readEnvironment(projectRoot());
  const stateDir = path.join(environment.stateDir, 'bench');
  const lifecycle = new Lifecycle((name, error) => console.error(`${name} did not stop cleanly`, error));
  const startPart: StartPart = (name, start) => {
    const begun = Promise.resolve().then(start);
    // A start that failed has left nothing to stop.
    return lifecycle.run(
      name,
      () => begun,
      () =>
        begun.then(
          (part) => part.stop(),
          () => undefined,
        ),
    );
  };
  const interrupted = () => void lifecycle.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    const stack = createEmbeddedStack({
      root: environment.root,
      stateDir,
      serversDir: path.join(environment.stateDir, 'servers'),
      onProgress: (step) => console.error(step),
      ...given,
    });
    const urls = await lifecycle.run(
      'Embedded servers',
      () => stack.start(),
      () => stack.stop(),
    );
    const secrets = await installationSecrets(stateDir);
    await work({ root: environment.root, stateDir, ...urls, ...secrets }, startPart, stack);
  } finally {
    await lifecycle.stop();
  }
}
