/**
 * `npm start`, once everything is built. It runs the embedded servers and the gateway, or several behind one URL, starts
 * each again when it dies, and stops all on a signal. It does nothing else, so that an error of the gateway cannot end it.
 */
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { ensurePrivateStateFolder } from '../../src/config/private-files.js';
import { recordGateway } from '../../src/ops/processes/running-gateway.js';
import { startedText } from '../../src/ops/started-text.js';
import { runUntilStopped } from '../../src/ops/shutdown.js';
import { createLauncher, GatewayRefused } from '../launcher.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { STACK_COMMANDS } from '../commands.mjs';

/** Above what the gateway and the servers may take, one after the other. */
const STOP_WITHIN_MS = 75_000;

const { values } = commandLine(STACK_COMMANDS.start);
// When the reader of the output ends (`npm start | head`), this process continues.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const began = Date.now();
const print = (line: string) => console.log(`[${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s] ${line}`);

try {
  const environment = readEnvironment(projectRoot());
  ensurePrivateStateFolder(environment.stateDir);
  if (values.brokers !== '1' && environment.kafkaBrokers !== undefined)
    throw new ConfigurationError(
      'KAFKA_BROKERS names existing brokers, so --brokers has nothing to start. Leave out one of them.',
    );
  const gateways = Number(values.gateways);
  const launcher = createLauncher(environment, print, {
    brokers: values.brokers === '3' ? 3 : 1,
    gateways,
    monitoring: values.monitoring === true,
  });
  launcher.onStopped(() => process.kill(process.pid, 'SIGTERM'));
  // A gateway without a launcher must not keep running, so it is killed whenever this process ends.
  process.on('exit', () => launcher.kill());
  const onStarted = ({ url }: { readonly url: string }) => {
    // A single gateway records and shows itself.
    if (gateways === 1) return;
    process.once('exit', recordGateway(environment.stateDir, url));
    console.log(startedText(`${gateways} gateways are up behind one URL.`, url));
  };
  await runUntilStopped(launcher, onStarted, STOP_WITHIN_MS);
} catch (error) {
  // A gateway that refused to start has printed the reason.
  if (!(error instanceof GatewayRefused))
    console.error(error instanceof ConfigurationError ? `\n${error.message}` : error);
  process.exit(1);
}
