import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PartContext } from '../part.js';
import { ServerDidNotStart } from '../start-failures.js';
import type { ServerCommand } from '../supervisor.js';
import { findAlertmanager, findPrometheus, type Program } from './find-programs.js';
import { prometheusConfig } from './prometheus-config.js';

/** The addresses of what runs; undefined for what could not be had. */
export interface MonitoringUrls {
  readonly prometheus: string | undefined;
  readonly alertmanager: string | undefined;
}

export interface MonitoringSettings {
  /** A Prometheus that exists. Neither it nor Alertmanager is started then. */
  readonly prometheusUrl: string | undefined;
  readonly metricsToken: string | undefined;
}

/** Prometheus and Alertmanager beside the embedded servers. */
export interface Monitoring {
  /** Installs and starts what can be had, says what cannot, and resolves to the addresses. */
  start(): Promise<MonitoringUrls>;
  /** Sets the gateways that Prometheus reads, each by its URL. */
  scrape(gateways: readonly string[]): Promise<void>;
}

type MonitoringContext = PartContext & { readonly settings: MonitoringSettings; readonly kafka: readonly string[] };

const LOOPBACK = '127.0.0.1';
const PORT_TRIES = 3;

/** See Monitoring. All of it listens on the loopback address alone. `kafka` are the brokers' addresses with metrics. */
export function createMonitoring(context: MonitoringContext): Monitoring {
  const { root, folder, supervisor, ports, progress, settings, kafka } = context;
  const home = path.join(folder.dir, 'monitoring');
  const configFile = path.join(home, 'prometheus.yml');
  const finder = { supervisor, progress, servers: folder.servers };
  let gateways: readonly string[] = [];
  let alertmanager: string | undefined;
  /** Prometheus reads its configuration again from then on. A signal before would end it. */
  let isListening = false;

  async function writeConfig(): Promise<void> {
    await mkdir(home, { recursive: true });
    const { metricsToken } = settings;
    await writeFile(configFile, prometheusConfig({ root, gateways, metricsToken, kafka, alertmanager }), {
      mode: 0o600,
    });
  }

  /** Starts a server on a port of its own, and resolves to its address. */
  async function launch(
    name: string,
    program: Program,
    options: (address: string) => readonly string[],
    says: string,
  ): Promise<string | undefined> {
    for (let tries = 1; ; tries += 1) {
      const taken = await ports.take([name]);
      const address = `${LOOPBACK}:${taken[name]}`;
      const server: ServerCommand = {
        name,
        argv: [...program, ...options(address)],
        cwd: home,
        startWithinMs: 30_000,
        stopSignal: 'SIGTERM',
        stopWithinMs: 10_000,
        ready: ({ log }) => log.read().includes(says),
      };
      try {
        await supervisor.launch(server);
        return address;
      } catch (error) {
        if (!(error instanceof ServerDidNotStart)) throw error;
        ports.giveUp([name]);
        if (error.portWasTaken && tries < PORT_TRIES) continue;
        progress(`${name} ${error.what}. Its log is ${error.log.path}. Everything else goes on without it.`);
        return undefined;
      }
    }
  }

  async function startAlertmanager(): Promise<void> {
    const program = await findAlertmanager(finder);
    if (program === undefined)
      return progress(
        "Alertmanager cannot be had here: there is none on PATH, Debian's package cannot be used and Go cannot build it. Prometheus shows alerts itself.",
      );
    alertmanager = await launch(
      'alertmanager',
      program,
      (address) => [
        `--config.file=${path.join(root, 'ops/alertmanager/alertmanager.yml')}`,
        `--storage.path=${path.join(home, 'alertmanager')}`,
        `--web.listen-address=${address}`,
        // No cluster, so it listens nowhere else.
        '--cluster.listen-address=',
      ],
      'Listening on',
    );
  }

  async function startPrometheus(): Promise<string | undefined> {
    const program = await findPrometheus(finder);
    if (program === undefined) {
      progress(
        "Prometheus cannot be had here: there is none on PATH, no package of Debian's and no Go to build it. Install it, or set PROMETHEUS_URL. The gateway goes on without.",
      );
      return undefined;
    }
    await startAlertmanager();
    await writeConfig();
    return launch(
      'prometheus',
      program,
      (address) => [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${path.join(home, 'prometheus')}`,
        '--storage.tsdb.retention.size=256MB',
        `--web.listen-address=${address}`,
      ],
      'Server is ready to receive web requests',
    );
  }

  return {
    async start() {
      const { prometheusUrl } = settings;
      await writeConfig();
      if (prometheusUrl !== undefined) {
        progress(`Monitoring: ${prometheusUrl} is used. Copy its rules and targets from ${configFile}.`);
        return { prometheus: prometheusUrl, alertmanager: undefined };
      }
      const prometheus = await startPrometheus();
      // A gateway that came up meanwhile is not in the configuration that Prometheus has read.
      isListening = prometheus !== undefined;
      await reload();
      const urlOf = (address: string | undefined) => (address === undefined ? undefined : `http://${address}`);
      const urls = { prometheus: urlOf(prometheus), alertmanager: urlOf(alertmanager) };
      if (urls.prometheus !== undefined) progress(`Prometheus: ${urls.prometheus}/alerts`);
      if (urls.alertmanager !== undefined) progress(`Alertmanager: ${urls.alertmanager}`);
      return urls;
    },
    async scrape(urls) {
      gateways = urls.map((url) => new URL(url).host);
      await reload();
    },
  };

  async function reload(): Promise<void> {
    await writeConfig();
    const pid = supervisor.pids()['prometheus'];
    if (pid !== undefined && isListening) process.kill(pid, 'SIGHUP');
  }
}
