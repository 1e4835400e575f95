import { median, quantile, round } from '../statistics.js';
import { inParallel } from './in-parallel.js';

/** A side that is measured. */
export interface Contestant {
  readonly side: string;
  /** One operation; `index` runs through the round's operations, `turn` through the rounds. */
  operation(index: number, turn: number): Promise<unknown>;
}

export interface Pace {
  /** Counted rounds. Before them is one more round to warm up. */
  readonly rounds: number;
  /** The operations of each side in each round. */
  readonly operations: number;
  readonly clients: number;
}

/** The medians of the quantiles and rates of the rounds. */
export interface Taken {
  readonly side: string;
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
}

/**
 * Measures the sides in turn within each round, and begins each round with another side. So other work of the machine
 * affects all sides alike. Rejects with the first failure of an operation, and when the signal is aborted.
 */
export async function interleave(
  signal: AbortSignal,
  contestants: readonly Contestant[],
  pace: Pace,
): Promise<Taken[]> {
  const rounds = new Map<string, { p50: number; p95: number; perSecond: number }[]>(
    contestants.map(({ side }) => [side, []]),
  );
  for (let turn = 0; turn <= pace.rounds; turn += 1) {
    for (let place = 0; place < contestants.length; place += 1) {
      const contestant = contestants[(place + turn) % contestants.length]!;
      const times: number[] = [];
      const began = performance.now();
      await inParallel(pace.clients, pace.operations, async (index) => {
        signal.throwIfAborted();
        const sent = performance.now();
        await contestant.operation(index, turn);
        times.push(performance.now() - sent);
      });
      const perSecond = (pace.operations * 1000) / (performance.now() - began);
      if (turn > 0)
        rounds.get(contestant.side)!.push({ p50: quantile(times, 0.5), p95: quantile(times, 0.95), perSecond });
    }
  }
  return [...rounds].map(([side, each]) => {
    const middle = (of: 'p50' | 'p95' | 'perSecond') => round(median(each.map((taken) => taken[of])));
    return { side, p50: middle('p50'), p95: middle('p95'), perSecond: middle('perSecond') };
  });
}
