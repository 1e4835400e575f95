import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import type { GatewayMessage } from '../../src/ops/processes/gateway-message.js';
import { releaseLockFile, tryLockFile } from '../../src/ops/processes/lock-file.mjs';
import { gatewayRecordFile } from '../../src/ops/processes/running-gateway.js';
import { JWT_SECRET, testEnvironment } from '../support/gateway.js';
import { root, runProgram, startGatewayProcess } from '../support/gateway-process.js';
import { until } from '../support/until.js';

let environment: Awaited<ReturnType<typeof testEnvironment>>;
beforeAll(async () => {
  environment = await testEnvironment();
});
afterAll(() => environment?.dispose());

const GATEWAY = [process.execPath, 'dist/src/main.js'] as const;

describe('the gateway process', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with 0 and without a word after %s, soon',
    async (signal) => {
      const gateway = await startGatewayProcess(environment.variables);
      await gateway.data('{ movies(first: 1) { totalCount } }');
      const printed = gateway.output().length;
      const told = Date.now();
      expect(await gateway.kill(signal)).toEqual({ code: 0, signal: null });
      expect(Date.now() - told).toBeLessThan(15_000);
      expect(gateway.output().slice(printed)).toBe('');
      await expect(fetch(`${gateway.url}/health/ready`)).rejects.toThrow();
    },
    90_000,
  );

  it('finds at its next start what it has written at the first', async () => {
    const owner = await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'olga' }, 3600);
    const first = await startGatewayProcess(environment.variables);
    const { createSurvey } = await first.data(
      'mutation { createSurvey(input: { title: "Kept" }) { survey { id } } }',
      {},
      owner,
    );
    expect(await first.kill('SIGTERM')).toMatchObject({ code: 0 });

    const second = await startGatewayProcess(environment.variables);
    const { survey } = await second.data(
      'query ($id: ID!) { survey(id: $id) { title } }',
      { id: createSurvey.survey.id },
      owner,
    );
    expect(survey).toEqual({ title: 'Kept' });
    expect(await second.kill('SIGTERM')).toMatchObject({ code: 0 });
  }, 90_000);

  it('tells its keeper that it is up once its record can be read', async () => {
    const stateDir = environment.variables['STATE_DIR'] ?? '';
    const lock = `${gatewayRecordFile(stateDir)}.lock`;
    expect(tryLockFile(lock)).toBeUndefined();
    let attempts = 0;
    const watcher = watch(stateDir, (_, name) => void (attempts += Number(name?.startsWith(path.basename(lock)))));
    const { PATH = '', HOME = '' } = process.env;
    const gateway = fork(path.join(root, 'dist/src/main.js'), { env: { PATH, HOME, ...environment.variables } });
    const told: (readonly [GatewayMessage['type'], boolean])[] = [];
    gateway.on('message', ({ type }: GatewayMessage) => {
      told.push([type, existsSync(gatewayRecordFile(stateDir))]);
    });
    try {
      await until('it waits for the lock of its record', () => attempts > 20, 60_000);
      expect(told).toEqual([]);
      releaseLockFile(lock);
      await until('it tells its keeper', () => told.length > 0, 60_000);
      expect(told).toEqual([['up', true]]);
    } finally {
      watcher.close();
      releaseLockFile(lock);
      const ended = once(gateway, 'exit');
      gateway.kill('SIGTERM');
      await ended;
    }
  }, 120_000);

  it('ends with 1 and says what to do when the port it was given is taken', async () => {
    const somebody = createServer().listen(0, '127.0.0.1');
    await once(somebody, 'listening');
    try {
      const { port } = somebody.address() as AddressInfo;
      const { code, output } = await runProgram(GATEWAY, { ...environment.variables, PORT: String(port) });
      expect(output).toContain(
        `Port ${port} on 127.0.0.1 is in use. Stop the process that uses it, or choose another port: PORT=${port + 1} npm start`,
      );
      expect(output).not.toMatch(/^ +at /m);
      expect(code).toBe(1);
    } finally {
      somebody.close();
    }
  }, 60_000);

  it('ends with 1 in production without secrets, and names them', async () => {
    const { JWT_SECRET: _jwt, SIGNING_SECRET: _signing, ...others } = environment.variables;
    const { code, output } = await runProgram(GATEWAY, { ...others, NODE_ENV: 'production' });
    expect({ code, output: output.trim() }).toEqual({
      code: 1,
      output: 'NODE_ENV=production needs JWT_SECRET or JWKS_URL and SIGNING_SECRET',
    });
  });

  it('ends with 1 and names the variables that are wrong', async () => {
    const { code, output } = await runProgram(GATEWAY, {
      ...environment.variables,
      PORT: 'many',
      DATABASE_URL: 'mysql://elsewhere/',
    });
    expect(code).toBe(1);
    expect(output).toMatch(/PORT: .+\nDATABASE_URL: .+/);
    expect(output).not.toMatch(/^ +at /m);
  });
});
