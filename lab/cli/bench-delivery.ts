/**
 * `npm run bench:delivery`: the same transformation at least once and exactly once, on three brokers: speed, latency,
 * bytes, and what is there twice when its process is killed. JSON on stdout.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { beginRun } from '../benchmark-run.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { deliveryTable, withDeliveryTable, type DeliveryReport } from '../delivery/delivery-report.js';
import { DELIVERY_MODES, measureDelivery, type DeliveryRun } from '../delivery/measure-delivery.js';
import { createCluster } from '../failures/cluster.js';
import { withBenchServers } from '../with-bench-servers.js';

const { values } = commandLine(LAB_COMMANDS['bench-delivery']);
await runCommand(async () => {
  await withBenchServers(
    async (servers, startPart, stack) => {
      const cluster = await startPart('Cluster', () => createCluster(stack, servers.kafkaBrokers, servers.stateDir));
      const events = values.quick ? 500 : Number(values.events);
      const size = { events, single: values.quick ? 5 : 200, kills: values.quick ? 1 : 3 };
      const name = `delivery-${Date.now().toString(36)}`;
      const finishedRun = beginRun();
      const runs: DeliveryRun[] = [];
      for (let round = 0; round < (values.quick ? 1 : Number(values.rounds)); round += 1)
        for (const mode of DELIVERY_MODES) {
          console.error(`Round ${round + 1}: ${mode}`);
          runs.push(
            await measureDelivery(
              { servers, cluster, client: cluster.client(), ...size },
              mode,
              `${name}-${round}-${mode}`,
            ),
          );
        }
      const brokers = servers.kafkaBrokers.length;
      const report: DeliveryReport = { benchmark: 'delivery', ...finishedRun(), brokers, events, runs };
      console.error(`\n${deliveryTable(report)}\n`);
      console.log(JSON.stringify(report, undefined, 2));
      if (!values['write-docs']) return;
      const file = path.join(servers.root, 'docs/delivery.md');
      await writeFile(file, withDeliveryTable(await readFile(file, 'utf8'), report));
      console.error(`Written: ${file}`);
    },
    { brokers: 3 },
  );
});
