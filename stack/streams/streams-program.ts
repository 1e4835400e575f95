import { createHash } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentWith } from '../../src/config/environment.js';
import { serverVariables } from '../../src/config/server-urls.js';
import { installOnce } from '../install-once.js';
import { StackError } from '../stack-error.js';
import { stateFolder } from '../state-folder.js';

/** Where the program's sources, jars and state are, and which brokers it uses. */
export interface StreamsOptions {
  /** The checkout. */
  readonly root: string;
  readonly stateDir: string;
  readonly serversDir?: string | undefined;
  readonly kafkaBrokers: readonly string[];
  readonly topicPrefix: string;
  readonly replication: number;
}

const SOURCES = 'stack/streams';
const JVM = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** The folder of the program's jars. It exists when they are installed. */
export function streamsJars({
  root,
  stateDir,
  serversDir,
}: Pick<StreamsOptions, 'root' | 'stateDir' | 'serversDir'>): string {
  const version = createHash('sha256')
    .update(readFileSync(path.join(root, SOURCES, 'pom.xml')))
    .digest('hex')
    .slice(0, 8);
  return path.join(stateFolder(stateDir, serversDir).servers, `streams-${version}`);
}

/** Downloads the jars with Maven, once. Throws StackError when that fails. */
export async function installStreams(options: StreamsOptions, progress: (step: string) => void): Promise<void> {
  await installOnce(streamsJars(options), async (empty) => {
    progress('Kafka Streams: downloading it with Maven (about 90 MB, once)');
    await copyFile(path.join(options.root, SOURCES, 'pom.xml'), path.join(empty, 'pom.xml'));
    const output: Buffer[] = [];
    const maven = spawn('mvn', ['-q', '-B', '-f', empty, 'dependency:copy-dependencies', `-DoutputDirectory=${empty}`]);
    for (const stream of [maven.stdout, maven.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    const [code] = (await once(maven, 'close').catch((error: Error) => [error.message])) as [number | string];
    if (code !== 0)
      throw new StackError(
        `Kafka Streams could not be downloaded with Maven (${code}):\n${Buffer.concat(output).toString().slice(-2_000)}`,
        "Install Maven and JDK 17, or check the connection and Maven's settings.",
      );
  });
}

/** Starts the program. It says when it is running, and ends on SIGTERM. */
export function startStreams(options: StreamsOptions, stdio: 'inherit' | 'ignore'): ChildProcess {
  const jars = streamsJars(options);
  if (!existsSync(jars)) throw new StackError('Kafka Streams is not installed.', 'Run `npm run running-totals`.');
  const program = path.join(options.root, SOURCES, 'RunningTotals.java');
  return spawn('java', [...JVM, '-cp', path.join(jars, '*'), program], {
    stdio: ['ignore', stdio, stdio],
    env: environmentWith({
      ...serverVariables({ kafkaBrokers: options.kafkaBrokers }),
      TOPIC_PREFIX: options.topicPrefix,
      KAFKA_REPLICATION: String(options.replication),
      STREAMS_STATE_DIR: path.join(stateFolder(options.stateDir).kafka, 'streams'),
    }),
  });
}
