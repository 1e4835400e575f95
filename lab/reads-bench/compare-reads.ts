import { deepStrictEqual } from 'node:assert/strict';
import { median, round } from '../statistics.js';
import { answerOf, burst, type Burst, type Target } from './burst.js';

/** A scenario with both of its sides. */
export interface Contest {
  readonly name: string;
  readonly title: string;
  readonly gateway: Target;
  readonly baseline: Target;
}

export interface ReadsRun {
  readonly rounds: number;
  readonly seconds: number;
  readonly onProgress: (step: string) => void;
}

const SIDES = ['gateway', 'baseline'] as const;

/** Throws, with the difference, unless both sides answer the same JSON. */
async function requireSameAnswers({ name, gateway, baseline }: Contest): Promise<void> {
  const [actual, expected] = await Promise.all([answerOf(gateway), answerOf(baseline)]);
  deepStrictEqual(actual, expected, `${name}: the gateway and the baseline do not answer the same`);
}

/**
 * Measures every scenario in every round, with both sides in turn. Each round begins with the other side. So other work
 * of the machine affects both sides alike. Results are medians over the rounds; the ratio is the median of the rounds'
 * ratios.
 */
export async function compareReads(contests: readonly Contest[], { rounds, seconds, onProgress }: ReadsRun) {
  const bursts = new Map(contests.map((contest) => [contest, { gateway: [] as Burst[], baseline: [] as Burst[] }]));
  for (const contest of contests) {
    await requireSameAnswers(contest);
    for (const side of SIDES) await burst(contest[side], seconds);
  }
  for (let round = 0; round < rounds; round += 1) {
    onProgress(`Round ${round + 1} of ${rounds}`);
    for (const [contest, taken] of bursts)
      for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed())
        taken[side].push(await burst(contest[side], seconds));
  }
  for (const contest of contests) await requireSameAnswers(contest);
  return [...bursts].map(([{ name, title }, { gateway, baseline }]) => ({
    name,
    title,
    gateway: medians(gateway),
    baseline: medians(baseline),
    requestsRatio: round(
      median(
        gateway.map((taken, index) => taken.requestsPerSecond / (baseline[index]?.requestsPerSecond ?? Number.NaN)),
      ),
    ),
  }));
}

function medians(bursts: readonly Burst[]) {
  const of = (key: keyof Burst) => median(bursts.map((taken) => taken[key]));
  return {
    requestsPerSecond: round(of('requestsPerSecond'), 0),
    cpuMsPerRequest: round(of('cpuMsPerRequest')),
    p50Ms: round(of('p50')),
    p99Ms: round(of('p99')),
  };
}
