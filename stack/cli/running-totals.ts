/**
 * `npm run running-totals`: the totals of the running figures, made by a Kafka Streams program from the topics of
 * events, until it is stopped. It installs Kafka Streams when it is missing.
 */
import { once } from 'node:events';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { serverUrls } from '../../src/config/server-urls.js';
import { STACK_COMMANDS } from '../commands.mjs';
import { installStreams, startStreams } from '../streams/streams-program.js';

commandLine(STACK_COMMANDS['running-totals']);
await runCommand(async () => {
  const environment = readEnvironment(projectRoot());
  const options = {
    root: environment.root,
    stateDir: environment.stateDir,
    kafkaBrokers: serverUrls(environment, ['kafkaBrokers']).kafkaBrokers,
    topicPrefix: environment.topicPrefix,
    replication: environment.kafkaReplication,
  };
  await installStreams(options, (step) => console.error(step));
  const program = startStreams(options, 'inherit');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => program.kill('SIGTERM'));
  // However this process ends, the program does not go on without it.
  process.on('exit', () => program.kill('SIGKILL'));
  const [code] = (await once(program, 'close')) as [number | null];
  process.exitCode = code === null || code === 143 ? 0 : code;
});
