import type { Attack, Target } from './attack.js';
import { answerAttacks, inputAttacks } from './request-attacks.js';
import { connectionAttacks } from './connection-attacks.js';
import { websocketAttacks } from './websocket-attacks.js';
import { observe, type Observation } from './observer.js';

export const ATTACKS: readonly Attack[] = [
  ...answerAttacks,
  ...inputAttacks,
  ...connectionAttacks,
  ...websocketAttacks,
];

export interface AbuseResult extends Observation {
  readonly attack: string;
  readonly title: string;
  /** How often the attacker's requests ended in each way. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Whether the attacked process still answers afterwards. */
  readonly survived: boolean;
}

export interface AbuseOptions {
  readonly seconds: number;
  /** The process id of the gateway, to watch its memory; whether it still runs. */
  readonly pid: number;
  readonly isRunning: () => boolean;
  readonly onProgress?: (line: string) => void;
}

/**
 * Runs the attacks one after the other, each for the given number of seconds, while other clients use the gateway.
 * Ends after the first attack that the gateway does not survive.
 */
export async function runAbuse(
  target: Target,
  attacks: readonly Attack[],
  { seconds, pid, isRunning, onProgress = () => undefined }: AbuseOptions,
): Promise<readonly AbuseResult[]> {
  const results: AbuseResult[] = [];
  for (const attack of attacks) {
    onProgress(`${attack.name}: ${attack.title}`);
    const result = await runAttack(target, attack, Math.max(seconds, attack.leastSeconds ?? 0), pid, isRunning);
    results.push(result);
    onProgress(
      `  ${result.survived ? 'survived' : 'DIED'}, loop p99 ${result.eventLoopMs?.p99} ms, RSS ${result.rssPeakMb} MB, CPU ${result.cpuMs} ms, others p99 ${result.others.p99Ms} ms, ${JSON.stringify(result.outcomes)}`,
    );
    if (!result.survived) break;
  }
  return results;
}

async function runAttack(
  target: Target,
  attack: Attack,
  seconds: number,
  pid: number,
  isRunning: () => boolean,
): Promise<AbuseResult> {
  const end = new AbortController();
  const counts = new Map<string, number>();
  const timer = setTimeout(() => end.abort(), seconds * 1000);
  const [observation] = await Promise.all([
    observe(target, pid, end.signal),
    attack.run(target, end.signal, (outcome) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1)),
  ]);
  clearTimeout(timer);
  return {
    attack: attack.name,
    title: attack.title,
    outcomes: Object.fromEntries(counts),
    survived: isRunning(),
    ...observation,
  };
}
