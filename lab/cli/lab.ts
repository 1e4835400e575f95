/**
 * `npm run lab`: the same tasks over REST and GraphQL, measured. Tables on stdout, progress on stderr. Without --url on a gateway and servers
 * of its own. --write-docs measures over several networks, compares the stores too, and writes docs/trade-offs.md.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, type } from 'node:os';
import path from 'node:path';
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { startBenchGateway } from '../bench-gateway.js';
import { runStores } from '../stores-comparison/run-stores.js';
import { LabError } from '../trade-offs/lab-error.js';
import { openLabSession } from '../trade-offs/lab-session.js';
import { NETWORKS, type Network } from '../trade-offs/network.js';
import { nodeTransport } from '../trade-offs/node-transport.js';
import type { LabReport } from '../trade-offs/report.js';
import { runLab, type LabProgress } from '../trade-offs/run-lab.js';
import { prepareFixtures } from '../trade-offs/fixtures.js';
import type { LabFixtures, LabTask } from '../trade-offs/task.js';
import { LAB_TASKS } from '../trade-offs/tasks/tasks.js';
import { terminalTable } from '../trade-offs/terminal-table.js';
import { DOCUMENT_NETWORKS, tradeOffsDocument } from '../trade-offs/trade-offs-document.js';
import { verified } from '../trade-offs/verify-run.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

interface Options {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly task: string | undefined;
  readonly repetitions: number;
  readonly network: string;
  readonly json: string | undefined;
  readonly writeDocs: boolean;
}

interface Target {
  readonly origin: string;
  readonly fixtures: LabFixtures;
  readonly signal: AbortSignal;
}

const transport = nodeTransport();
const say = (line: string) => process.stdout.write(`${line}\n`);

const {
  values: { url, token, task, repetitions, network, json, 'write-docs': writeDocs },
} = commandLine(LAB_COMMANDS.lab);
const given: Options = { url, token, task, repetitions: Number(repetitions), network, json, writeDocs };
await runCommand(async () => {
  try {
    await (given.url === undefined ? onOwnServers(given) : onGateway(given.url, given));
  } catch (error) {
    throw error instanceof LabError ? new ConfigurationError(error.message) : error;
  }
});

async function onGateway(url: string, given: Options): Promise<void> {
  const origin = new URL(url).origin;
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort(new ConfigurationError('Interrupted.')));
  const token = given.token ?? (await openLabSession(origin, transport, stopped.signal)).token;
  const target = {
    origin,
    fixtures: await prepareFixtures(origin, token, transport, stopped.signal),
    signal: stopped.signal,
  };
  await keep(given, await measure(target, given, tasksOf(given), networkOf(given)));
}

async function onOwnServers(given: Options): Promise<void> {
  await withBenchServers(async (servers, startPart) => {
    console.error('Starting a gateway');
    const gateway = await startPart('Gateway', () => startBenchGateway(servers, 'development'));
    const stopped = new AbortController();
    await startPart('Lab', () => ({ stop: async () => stopped.abort(new ConfigurationError('Interrupted.')) }));
    const token = await issueToken(servers.jwtSecret, { role: 'owner', tenant: 'lab', subject: 'owner@lab' }, 4 * 3600);
    console.error('Preparing surveys and a show');
    const target = {
      origin: gateway.url,
      fixtures: await prepareFixtures(gateway.url, token, transport, stopped.signal),
      signal: stopped.signal,
    };
    if (!given.writeDocs) return keep(given, await measure(target, given, tasksOf(given), networkOf(given)));

    const reports: LabReport[] = [];
    for (const network of DOCUMENT_NETWORKS) reports.push(await measure(target, given, LAB_TASKS, network));
    // The stores are asked when nobody else asks them anything.
    await gateway.stop();
    console.error('Comparing the stores');
    const { databaseUrl, mongodbUrl } = servers;
    const stores = await runStores({
      databaseUrl,
      mongodbUrl,
      quick: false,
      signal: stopped.signal,
      onProgress: (step) => console.error(step),
    });
    const file = path.join(servers.root, 'docs/trade-offs.md');
    await writeFile(file, tradeOffsDocument(reports, stores));
    say(`Written: ${file}`);
  });
}

function tasksOf({ task }: Options): readonly LabTask[] {
  return LAB_TASKS.filter(({ id }) => task === undefined || id === task);
}

function networkOf({ network }: Options): Network {
  return NETWORKS.find(({ name }) => name === network) ?? NETWORKS[0];
}

/** Measures the tasks one by one, prints each, and checks each against the gateway's own counters. */
async function measure(
  { origin, fixtures, signal }: Target,
  { repetitions }: Options,
  tasks: readonly LabTask[],
  network: Network,
): Promise<LabReport> {
  say(
    `Network: ${network.name}, ${network.rttMs} ms round trip. ${repetitions} repetitions of each side. * needs less.\n`,
  );
  const machine = describeMachine();
  const reports: LabReport[] = [];
  for (const task of tasks) {
    const { result, verification } = await verified(origin, transport, signal, (onExchange) =>
      runLab({
        origin,
        transport,
        fixtures,
        network,
        repetitions,
        signal,
        machine,
        tasks: [task],
        onExchange,
        onProgress: showProgress,
      }),
    );
    reports.push(result);
    for (const report of result.tasks) say(terminalTable(report, task));
    const { requests, bytesDown } = verification.lab.rest;
    if (verification.differences.length === 0)
      say(
        `  The server's own counters agree (REST: ${requests} requests, ${bytesDown} bytes down, warm-up included).\n`,
      );
    else
      say(
        `  The server's own counters differ. Check whether other clients use the gateway.\n${verification.differences.map((line) => `    ${line}`).join('\n')}\n`,
      );
  }
  const [first] = reports;
  if (first === undefined) throw new LabError('Nothing was measured.');
  return { ...first, tasks: reports.flatMap((report) => report.tasks) };
}

/** The machine and its load: a busy machine measures longer times. */
function describeMachine(): string {
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${type()}, Node.js ${process.version}, load average ${(loadavg()[0] ?? 0).toFixed(1)} before`;
}

function showProgress({ title, done, of }: LabProgress): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(done < of ? `\r\u001b[K${title}: ${done} of ${of}` : '\r\u001b[K');
}

async function keep({ json }: Options, report: LabReport): Promise<void> {
  if (json === undefined) return;
  await writeFile(json, `${JSON.stringify(report, undefined, 2)}\n`);
  console.error(`Written: ${json}`);
}
