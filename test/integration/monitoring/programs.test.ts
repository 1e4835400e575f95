import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmbeddedStack, type EmbeddedStack } from '../../../stack/embedded-stack.js';
import { postgresOnly } from '../../support/stack-folder.js';
import { startStackProcess } from '../../support/stack-process.js';
import { until } from '../../support/until.js';

let options: Awaited<ReturnType<typeof postgresOnly>>;
let stack: EmbeddedStack | undefined;
let said: string[];

beforeEach(async () => {
  options = await postgresOnly();
  said = [];
  stack = undefined;
});
afterEach(async () => {
  await stack?.stop();
  await options.remove();
});

/** Starts the monitoring alone: every server is replaced. */
async function start(prometheusUrl: string): Promise<EmbeddedStack> {
  const started = createEmbeddedStack({
    ...options,
    databaseUrl: 'postgresql://replaced/',
    monitoring: { prometheusUrl, metricsToken: undefined },
    onProgress: (step) => said.push(step),
  });
  stack = started;
  await started.start();
  await until('it is known what runs', () => started.monitoring() !== undefined, 30_000);
  return started;
}

describe('the monitoring of a stack', () => {
  it('says so and goes on where neither Prometheus nor a way to get it is there', async () => {
    const alone = { ...options, databaseUrl: 'postgresql://replaced/' };
    const settings = { prometheusUrl: undefined, metricsToken: undefined };
    const process = startStackProcess({ ...alone, monitoring: settings }, { PATH: '/nowhere' });
    expect(Object.keys((await process.heard('started')).pids ?? {})).toEqual(['watchdog']);
    expect((await process.heard('progress')).step).toMatch(/^Prometheus cannot be had here: .*PROMETHEUS_URL/);
    await process.stop();
  });

  it('uses a Prometheus that exists, starts none, and writes what that one has to read', async () => {
    const running = await start('http://prometheus.example:9090');
    expect(running.monitoring()).toEqual({ prometheus: 'http://prometheus.example:9090' });
    expect(Object.keys(running.pids())).toEqual(['watchdog']);
    const file = path.join(options.stateDir, 'monitoring/prometheus.yml');
    expect(said).toEqual([expect.stringContaining(file)]);
    running.scrape(['http://127.0.0.1:4000', 'http://127.0.0.1:4001']);
    await until('the gateways are targets', async () => (await readFile(file, 'utf8')).includes('127.0.0.1:4001'));
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      scrape_configs: [{ job_name: 'gateway', static_configs: [{ targets: ['127.0.0.1:4000', '127.0.0.1:4001'] }] }],
    });
  });
});
