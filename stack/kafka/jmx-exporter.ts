import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { installOnce } from '../install-once.js';
import type { PartContext } from '../part.js';

const VERSION = '1.0.1';
const ARTIFACT = `io.prometheus.jmx:jmx_prometheus_javaagent:${VERSION}`;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy';

/** The agent that shows a broker's metrics to Prometheus. */
export interface JmxExporter {
  /** The JVM's flag for a broker whose metrics are at this port of 127.0.0.1. */
  flag(port: number): string;
}

/** Downloads the agent with Maven, once. When that fails it says so and resolves to undefined: brokers run without it. */
export async function installJmxExporter({
  root,
  folder,
  supervisor,
  progress,
}: PartContext): Promise<JmxExporter | undefined> {
  const home = path.join(folder.servers, `jmx-exporter-${VERSION}`);
  try {
    await installOnce(home, async (empty) => {
      progress('Kafka: downloading the JMX exporter with Maven (about 3 MB, once)');
      const { code, log } = await supervisor.run({
        name: 'jmx-exporter-install',
        argv: ['mvn', '-q', '-B', COPY, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${empty}`],
        cwd: empty,
      });
      if (code !== 0) throw new NotDownloaded(log.path);
    });
  } catch (error) {
    if (!(error instanceof NotDownloaded)) throw error;
    progress(`Kafka: the JMX exporter could not be downloaded (see ${error.message}). The brokers have no metrics.`);
    return undefined;
  }
  const jar = (await readdir(home)).find((name) => name.endsWith('.jar'));
  if (jar === undefined) return undefined;
  const rules = path.join(root, 'ops/kafka/jmx-rules.yml');
  return { flag: (port) => `-javaagent:${path.join(home, jar)}=127.0.0.1:${port}:${rules}` };
}

class NotDownloaded extends Error {}
