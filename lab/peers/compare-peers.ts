import { deepStrictEqual } from 'node:assert/strict';
import { answerOf, burst, type Burst } from '../reads-bench/burst.js';
import { median, round } from '../statistics.js';
import { BASELINE, type Contestant } from './contestants.js';
import type { Json, PeerRead } from './peer-read.js';
import type { ContestantResult, ReadResult } from './peers-report.js';
import type { PostgresCpu } from './postgres-cpu.js';

export interface Comparison {
  readonly reads: readonly PeerRead[];
  readonly contestants: readonly Contestant[];
  /** Whether each contestant has a burst that does not count before the first round. */
  readonly isWarmedUp: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly postgresCpu: PostgresCpu;
  readonly onProgress: (step: string) => void;
}

interface Taken extends Burst {
  readonly postgresCpuMsPerRead: number;
}

/**
 * Measures every read of every contestant in every round. The order is reversed in every other round, so that other
 * work of the machine affects all alike. Before and after the rounds, all contestants must give the same answers.
 * Results are medians over the rounds.
 */
export async function comparePeers(comparison: Comparison): Promise<ReadResult[]> {
  const { reads, contestants, isWarmedUp, rounds, onProgress } = comparison;
  const taken = new Map(reads.map((read) => [read, new Map(contestants.map((each) => [each, [] as Taken[]]))]));
  await requireSameAnswers(comparison);
  for (const read of isWarmedUp ? reads : []) {
    onProgress(`Warming up: ${read.title}`);
    for (const contestant of contestants) await takenOf(comparison, contestant, read);
  }
  for (let index = 0; index < rounds; index += 1) {
    onProgress(`Round ${index + 1} of ${rounds}`);
    for (const [read, bursts] of taken)
      for (const contestant of index % 2 === 0 ? contestants : contestants.toReversed())
        bursts.get(contestant)?.push(await takenOf(comparison, contestant, read));
  }
  await requireSameAnswers(comparison);
  return [...taken].map(([read, bursts]) => resultOf(read, bursts));
}

/**
 * Throws with all differences unless every contestant gives the same answers as the hand-written endpoint. Bodies are
 * parsed before they are compared, and names that differ are mapped to the gateway's.
 */
export async function requireSameAnswers({ reads, contestants }: Pick<Comparison, 'reads' | 'contestants'>) {
  const differences: string[] = [];
  for (const read of reads) {
    const baseline = contestants.find(({ name }) => name === BASELINE);
    const expected = baseline && (await dataOf(baseline, read));
    for (const contestant of contestants) {
      try {
        deepStrictEqual(await dataOf(contestant, read), expected);
      } catch (error) {
        differences.push(`${read.name}: ${contestant.name} does not answer what ${BASELINE} does. ${String(error)}`);
      }
    }
  }
  if (differences.length > 0) throw new Error(differences.join('\n\n'));
}

async function dataOf(contestant: Contestant, read: PeerRead): Promise<unknown> {
  const bodies: Json[] = [];
  for (const request of contestant.requestsOf(read)) {
    const body: Json = await answerOf({ request });
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    bodies.push(body);
  }
  return contestant.dataOf(read, bodies);
}

async function takenOf({ seconds, postgresCpu }: Comparison, contestant: Contestant, read: PeerRead): Promise<Taken> {
  const [request, ...following] = contestant.requestsOf(read);
  if (request === undefined) throw new Error(`${contestant.name} has no request for ${read.name}.`);
  const postgresCpuSince = await postgresCpu.since(contestant.connections);
  const result = await burst({ pid: contestant.pid, request, following }, seconds);
  return { ...result, postgresCpuMsPerRead: (await postgresCpuSince()) / result.answered };
}

function resultOf(read: PeerRead, bursts: ReadonlyMap<Contestant, readonly Taken[]>): ReadResult {
  const baseline = [...bursts].find(([contestant]) => contestant.name === BASELINE)?.[1] ?? [];
  return {
    name: read.name,
    title: read.title,
    contestants: [...bursts].map(([contestant, taken]) => ({
      name: contestant.name,
      title: contestant.title,
      requests: contestant.requestsOf(read).length,
      ...mediansOf(taken, baseline),
    })),
  };
}

function mediansOf(
  taken: readonly Taken[],
  baseline: readonly Taken[],
): Omit<ContestantResult, 'name' | 'title' | 'requests'> {
  const of = (key: keyof Taken) => median(taken.map((each) => each[key]));
  const ratios = taken.map(
    (each, index) => each.requestsPerSecond / (baseline[index]?.requestsPerSecond ?? Number.NaN),
  );
  return {
    readsPerSecond: round(of('requestsPerSecond'), 0),
    readsPerSecondByRound: taken.map(({ requestsPerSecond }) => round(requestsPerSecond, 0)),
    ratioToBaseline: round(median(ratios)),
    cpuMsPerRead: finite(round(of('cpuMsPerRequest'))),
    postgresCpuMsPerRead: finite(round(of('postgresCpuMsPerRead'))),
    p50Ms: finite(round(of('p50'))),
    p99Ms: finite(round(of('p99'))),
  };
}

/** NaN becomes null, because JSON has no NaN. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
