import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce } from '../install-once.js';
import type { Part, PartContext } from '../part.js';
import { StackError } from '../stack-error.js';
import { brokerProperties, type BrokerNode } from './broker-properties.js';
import { classArchive } from './class-archive.js';
import { rememberedClusterSize } from './cluster-size.js';
import { findJava, type Java } from './find-java.js';
import { installJmxExporter, type JmxExporter } from './jmx-exporter.js';

/** Settings for a local machine: a small heap, a quick start, and an exit when memory runs out. */
const JVM = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError', '-Xshare:auto'];
const LOGGING = [
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
  '-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn',
];

/**
 * Apache Kafka without ZooKeeper, from Maven: one node, or three for experiments with failures. Without `size`, the
 * cluster that was started last in this folder, or one node. With metrics, each node has a JMX exporter.
 */
export function kafkaPart(context: PartContext, size: 1 | 3 | undefined, withMetrics: boolean): Part {
  const { root, folder, supervisor, progress } = context;
  const sizes = rememberedClusterSize(folder.kafka);
  const brokers = size ?? sizes.last() ?? 1;
  const pom = path.join(root, 'stack/kafka/pom.xml');
  const jars = path.join(
    folder.servers,
    `kafka-${createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 8)}`,
  );
  // A cluster cannot change its size, so each size has data of its own.
  const cluster = path.join(folder.kafka, `cluster-of-${brokers}`);
  const ids = Array.from({ length: brokers }, (_, index) => index + 1);
  let java: Java;
  let exporter: JmxExporter | undefined;

  return {
    title: 'Kafka',
    portNames: ids.flatMap((id) => [
      `kafka-${id}`,
      `kafka-${id}-controller`,
      ...(withMetrics ? [`kafka-${id}-metrics`] : []),
    ]),

    async missing() {
      const needsMaven = !existsSync(jars);
      const [found, maven] = await Promise.all([
        findJava(supervisor),
        needsMaven ? supervisor.run({ name: 'maven-version', argv: ['mvn', '-v'] }) : undefined,
      ]);
      if (typeof found !== 'string') java = found;
      return [
        ...(typeof found === 'string' ? [`Java (JDK 17 or newer; ${found})`] : []),
        ...(maven !== undefined && maven.code !== 0 ? ['Maven (mvn)'] : []),
      ];
    },

    async install() {
      await installOnce(jars, async (empty) => {
        progress('Kafka: downloading it with Maven (about 45 MB, once)');
        await copyFile(pom, path.join(empty, 'pom.xml'));
        const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${empty}`];
        const { code, log } = await supervisor.run({
          name: 'kafka-install',
          argv: ['mvn', '-q', '-B', '-f', empty, ...goal],
        });
        if (code !== 0) {
          throw new StackError(
            `Kafka could not be downloaded with Maven:\n${log.tail()}`,
            `Check the connection and Maven's settings (the whole log is ${log.path}), or set KAFKA_BROKERS to a Kafka cluster.`,
          );
        }
      });
      if (withMetrics) exporter = await installJmxExporter(context);
    },

    async start(ports) {
      const before = sizes.last();
      if (before !== undefined && before !== brokers)
        progress(
          `Kafka: this folder was last used with ${inWords(before)}. Each number of brokers has a log of its own: the log of ${inWords(brokers)} is used now, and event cursors of the other do not fit.`,
        );
      sizes.remember(brokers);
      const nodes = nodesAt(ports);
      const classPath = await listJars();
      const clusterId = await rememberedClusterId();
      await Promise.all(
        nodes.map((node) => startNode(node, nodes, classPath, clusterId, ports[`kafka-${node.id}-metrics`])),
      );
    },

    address: (ports) =>
      nodesAt(ports)
        .map(({ port }) => `127.0.0.1:${port}`)
        .join(','),
    metricsAddresses: (ports) =>
      exporter === undefined ? [] : ids.map((id) => `127.0.0.1:${ports[`kafka-${id}-metrics`]}`),
  };

  async function startNode(
    node: BrokerNode,
    nodes: readonly BrokerNode[],
    classPath: string,
    clusterId: string,
    metricsPort: number | undefined,
  ): Promise<void> {
    const name = `kafka-${node.id}`;
    const home = path.join(cluster, `node-${node.id}`);
    const data = path.join(home, 'data');
    const properties = path.join(home, 'server.properties');
    await mkdir(home, { recursive: true });
    if (!existsSync(data)) await format();
    await writeFile(properties, brokerProperties(node, nodes, data));
    const agent = exporter === undefined || metricsPort === undefined ? [] : [exporter.flag(metricsPort)];
    // The first node writes the class archive for all of them. A JVM with an agent cannot write one.
    const archive = classArchive({ jars, java, learn: node.id === 1 && agent.length === 0 });
    await supervisor.launch({
      name,
      argv: [java.program, ...agent, ...JVM, ...archive.flags, ...LOGGING, '-cp', classPath, 'kafka.Kafka', properties],
      cwd: home,
      startWithinMs: 90_000,
      stopSignal: 'SIGTERM',
      stopWithinMs: 15_000,
      ready: ({ log }) => log.read().includes('Kafka Server started'),
      stopped: archive.learnt,
    });

    /**
     * Created next to its final place and moved there when complete: a half-formatted folder would keep the node from
     * starting.
     */
    async function format(): Promise<void> {
      progress(`Kafka: formatting the storage of node ${node.id}`);
      const made = `${data}.new`;
      await rm(made, { recursive: true, force: true });
      await writeFile(properties, brokerProperties(node, nodes, made));
      const tool = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties];
      const { code, log } = await supervisor.run({
        name: `${name}-format`,
        argv: [java.program, ...JVM, '-cp', classPath, ...tool],
      });
      if (code !== 0)
        throw new StackError(`Kafka's storage could not be formatted:\n${log.tail()}`, `The whole log is ${log.path}.`);
      await rename(made, data);
    }
  }

  function nodesAt(ports: Readonly<Record<string, number>>): BrokerNode[] {
    return ids.map((id) => ({ id, port: ports[`kafka-${id}`]!, controllerPort: ports[`kafka-${id}-controller`]! }));
  }

  /** Always in the same order: a class archive is valid only for the class path with which it was made. */
  async function listJars(): Promise<string> {
    const names = (await readdir(jars)).filter((name) => name.endsWith('.jar')).sort();
    return names.map((name) => path.join(jars, name)).join(path.delimiter);
  }

  async function rememberedClusterId(): Promise<string> {
    const file = path.join(cluster, 'cluster-id');
    const remembered = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    // The file is empty when a start was killed while writing it. Then nothing has been formatted with it.
    if (remembered !== '') return remembered;
    // Kafka's own form: 16 bytes in URL-safe base64, not starting with a dash.
    const id = `g${randomBytes(16).toString('base64url').slice(1)}`;
    await mkdir(cluster, { recursive: true });
    await writeFile(file, `${id}\n`);
    return id;
  }
}

const inWords = (brokers: 1 | 3) => (brokers === 1 ? 'one broker' : 'three brokers');
