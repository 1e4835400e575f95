import { beginRun } from '../benchmark-run.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { startBenchGateway, type BenchServers } from '../bench-gateway.js';
import type { StartPart } from '../with-bench-servers.js';
import { filledStores } from './filled-stores.js';
import { grows, type GrowthReport } from './growth-report.js';
import { measureRead } from './measure-reads.js';
import { growthReads } from './reads.js';
import { growthSize } from './sizes.js';
import { OWNER, TENANT } from './subjects.js';

/** Measures every read at each number of responses. With `fillOnly`, it fills the stores and measures nothing. */
export async function runGrowth(options: {
  readonly servers: BenchServers;
  readonly startPart: StartPart;
  readonly responses: readonly number[];
  readonly mostEvents: number;
  readonly repetitions: number;
  /** Leaves the stores filled, for a next run. */
  readonly keep: boolean;
  readonly fillOnly: boolean;
  readonly onProgress: (step: string) => void;
}): Promise<GrowthReport | undefined> {
  const { servers, startPart, repetitions, onProgress } = options;
  const sizes = options.responses.map((responses) => growthSize(responses, options.mostEvents));
  const stores = sizes.map((size) => filledStores(servers, size));
  for (const store of stores) await store.fill(onProgress);
  if (options.fillOnly) return undefined;

  const token = await issueToken(servers.jwtSecret, { role: 'owner', tenant: TENANT, subject: OWNER }, 3600);
  const finishedRun = beginRun();
  const figures = new Map<string, { p50Ms: number[]; p95Ms: number[] }>();
  for (const [index, store] of stores.entries()) {
    const size = sizes[index]!;
    onProgress(`Measuring at ${size.responses} responses`);
    const gateway = await startPart('Gateway', () =>
      startBenchGateway(store.servers, 'production', { REQUESTS_PER_MINUTE: '100000000', SEED: 'off' }),
    );
    for (const read of growthReads(size)) {
      const { p50Ms, p95Ms } = await measureRead(gateway.url, token, read, repetitions);
      const known = figures.get(read.name) ?? { p50Ms: [], p95Ms: [] };
      figures.set(read.name, { p50Ms: [...known.p50Ms, p50Ms], p95Ms: [...known.p95Ms, p95Ms] });
    }
    await gateway.stop();
    if (!options.keep) await store.drop();
  }
  return {
    benchmark: 'growth',
    ...finishedRun(),
    repetitions,
    sizes: sizes.map((size) => ({ ...size })),
    reads: [...figures].map(([name, taken]) => ({ name, ...taken, grows: grows(taken.p50Ms) })),
  };
}
