import { createGateway } from './compose/gateway.js';
import { ConfigurationError } from './config/configuration-error.js';
import { readEnvironment } from './config/environment.js';
import { projectRoot } from './config/project-root.js';
import { startedText } from './ops/started-text.js';
import { runUntilStopped } from './ops/shutdown.js';
import { ensurePrivateStateFolder } from './config/private-files.js';
import type { GatewayMessage } from './ops/processes/gateway-message.js';
import { recordGateway } from './ops/processes/running-gateway.js';

const started = Date.now();
/** To the process that keeps this one running, when there is one; it reads before this one ends. */
const tellKeeper = (message: GatewayMessage) =>
  new Promise<void>((resolve) => (process.connected ? process.send?.(message, () => resolve()) : resolve()));
// A keeper that is gone can neither restart this process nor stop it.
if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// graphql-js leaves the other fields of an answer behind once one has failed. When they fail too, that must not end
// everybody's requests.
process.on('unhandledRejection', (error) => console.error('A failure that nobody waited for:', error));
const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;

try {
  const environment = readEnvironment(projectRoot());
  ensurePrivateStateFolder(environment.stateDir);
  const keeper = process.connected ? process : undefined;
  /** The process that runs all of them shows them as one, under one URL. */
  const isOneOfSeveral = keeper !== undefined && environment.gateways > 1;
  const onProgress = (step: string) => console.log(`[${seconds().padStart(6)}] ${step}`);
  const gateway = createGateway(environment, isOneOfSeveral && !environment.seed ? undefined : onProgress, { keeper });
  await runUntilStopped(gateway, ({ url }) => {
    // Whoever hears that it is up finds its record.
    if (!isOneOfSeveral) process.once('exit', recordGateway(environment.stateDir, url));
    void tellKeeper({ type: 'up', url });
    if (isOneOfSeveral) return;
    console.log(startedText(`The gateway is up after ${seconds()}.`, url));
  });
} catch (error) {
  console.error(error instanceof ConfigurationError ? `\n${error.message}` : error);
  if (error instanceof ConfigurationError) await tellKeeper({ type: 'refused' });
  process.exit(1);
}
