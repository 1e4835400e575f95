import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALLOCATOR_VARIABLES, heapFlags } from '../../src/config/heap-flags.js';
import { ABUSE_BOUNDS } from '../../lab/abuse/abuse-report.js';
import type { Attack, Target } from '../../lab/abuse/attack.js';
import { ATTACKS, runAbuse } from '../../lab/abuse/run-abuse.js';
import { seedTarget } from '../../lab/abuse/seed-target.js';
import { graphqlRequest } from '../../lab/graphql-request.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { JWT_SECRET, testEnvironment } from '../support/gateway.js';
import { root, startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';

/** A short run. `npm run test:abuse` runs for longer and prints its results. */
const SECONDS = 1;

let environment: Awaited<ReturnType<typeof testEnvironment>>;
let gateway: GatewayProcess;
let target: Target;

beforeAll(async () => {
  environment = await testEnvironment();
  // The heap that `npm start` sets. Attackers and others share this machine, so the rate limit alone would end most
  // attacks.
  gateway = await startGatewayProcess(
    { ...environment.variables, ...ALLOCATOR_VARIABLES, SEED: 'on', REQUESTS_PER_MINUTE: '100000000' },
    heapFlags(path.resolve(root)),
  );
  const token = await issueToken(JWT_SECRET, { role: 'owner', tenant: 'abuse', subject: 'owner@abuse' }, 3_600);
  target = await seedTarget(gateway.url, token, graphqlRequest(gateway.url, token));
}, 180_000);
afterAll(async () => {
  await gateway?.kill('SIGTERM');
  await environment?.dispose();
}, 60_000);

const options = () => ({ seconds: SECONDS, pid: gateway.child.pid ?? 0, isRunning: () => gateway.running() });

describe('a gateway under abuse', () => {
  it.each(ATTACKS.map((attack) => [attack.name, attack] as const))(
    'goes on, within its memory, and serves others: %s',
    async (_, attack) => {
      const [result] = await runAbuse(target, [attack], options());
      expect({
        survived: result?.survived,
        isWithinMemory: (result?.rssPeakMb ?? Infinity) < ABUSE_BOUNDS.rssMb,
        rss: result?.rssPeakMb,
      }).toMatchObject({ survived: true, isWithinMemory: true });
      // While all memory is lent to attackers of five addresses, another may be told to come back; nothing else may
      // happen to it.
      expect(result?.others.failures.filter((failure) => !failure.includes('OVERLOADED'))).toEqual([]);
      expect(Object.values(result?.outcomes ?? {}).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    },
    90_000,
  );

  it('is known to have died when it has', async () => {
    const deadly: Attack = { name: 'kill', title: 'SIGKILL', run: async () => void (await gateway.kill('SIGKILL')) };
    expect(await runAbuse(target, [deadly], options())).toMatchObject([{ attack: 'kill', survived: false }]);
  }, 60_000);
});
