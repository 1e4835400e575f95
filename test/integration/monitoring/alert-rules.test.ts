import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPromtool } from '../../../stack/monitoring/find-programs.js';
import { prometheusConfig } from '../../../stack/monitoring/prometheus-config.js';
import { Supervisor } from '../../../stack/supervisor.js';
import { root } from '../../support/stack-folder.js';

const OPS = path.join(root, 'ops/prometheus');
const RULES = readdirSync(path.join(OPS, 'rules'));
/** The first use on a machine downloads the packages. */
const INSTALL_WITHIN_MS = 180_000;
let folder: string;
let promtool: string | undefined;

beforeAll(async () => {
  const home = path.join(root, '.state/test/stacks');
  mkdirSync(home, { recursive: true });
  folder = mkdtempSync(path.join(home, 'promtool-'));
  const supervisor = new Supervisor({
    logsDir: folder,
    processFile: path.join(folder, 'processes.json'),
    onPids: () => undefined,
    onUnexpectedExit: () => undefined,
  });
  promtool = await findPromtool({ supervisor, servers: path.join(root, '.state/servers'), progress: console.error });
  await supervisor.stop();
  if (promtool === undefined) console.warn('promtool cannot be had here: the alert rules are not tested.');
}, INSTALL_WITHIN_MS);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs promtool in `cwd`; resolves to its exit code and output. Undefined when promtool cannot be had. */
function run(cwd: string, ...args: readonly string[]) {
  if (promtool === undefined) return undefined;
  const { status, stdout, stderr } = spawnSync(promtool, args, { cwd, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('the alert rules', () => {
  it('are valid', () => {
    const checked = run(OPS, 'check', 'rules', ...RULES.map((file) => path.join('rules', file)));
    if (checked !== undefined) expect(checked).toMatchObject({ status: 0, output: expect.stringContaining('SUCCESS') });
  });

  it.each(RULES)('fire and end as they should: %s', (file) => {
    const tested = run(OPS, 'test', 'rules', path.join('tests', file));
    if (tested !== undefined) expect(tested).toMatchObject({ status: 0, output: expect.stringContaining('SUCCESS') });
  });

  it.each([
    ['kafka.yml', 'up{job="kafka"} == 0', 'up{job="kafka"} == 7'],
    ['events.yml', '_lag_seconds) > 60', '_lag_seconds) > 600'],
    ['gateway.yml', 'max(gateway_oversold_seats) > 0', 'max(gateway_oversold_seats) > 1'],
  ])('fail their tests when a rule is wrong: %s', (file, right, wrong) => {
    const copy = path.join(folder, file);
    cpSync(OPS, copy, { recursive: true });
    const rules = path.join(copy, 'rules', file);
    const text = readFileSync(rules, 'utf8');
    expect(text).toContain(right);
    writeFileSync(rules, text.replace(right, wrong));
    const tested = run(copy, 'test', 'rules', path.join('tests', file));
    if (tested !== undefined) expect(tested).toMatchObject({ status: 1, output: expect.stringContaining('FAILED') });
  });

  it('are read by the configuration of docker-compose.yml', () => {
    const checked = run(OPS, 'check', 'config', 'compose.yml');
    if (checked !== undefined)
      expect(checked).toMatchObject({ status: 0, output: expect.stringContaining('is valid') });
  });

  it('are read by the configuration that npm start -- --monitoring writes', () => {
    const config = path.join(folder, 'prometheus.yml');
    const targets = {
      gateways: ['127.0.0.1:4000'],
      kafka: ['127.0.0.1:1', '127.0.0.1:2'],
      alertmanager: '127.0.0.1:3',
    };
    writeFileSync(config, prometheusConfig({ root, metricsToken: 'a-token-of-the-metrics', ...targets }));
    const checked = run(folder, 'check', 'config', config);
    if (checked !== undefined)
      expect(checked).toMatchObject({ status: 0, output: expect.stringContaining(`${RULES.length} rule files found`) });
  });
});
