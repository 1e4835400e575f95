import { SIDES, type Exchange, type SideName } from './exchange.js';
import { createRecordingClient } from './recording-client.js';
import { LabError } from './lab-error.js';
import type { Network } from './network.js';
import { createPace } from './pace.js';
import type { LabReport, Repetition, TaskReport } from './report.js';
import { sameJson } from './same-json.js';
import { summarise } from './summarise.js';
import type { LabFixtures, LabTask } from './task.js';
import { LAB_TASKS } from './tasks/tasks.js';
import type { LabTransport } from './transport.js';

export const MAX_REPETITIONS = 50;
const MAX_SECONDS = 60;

export interface LabProgress {
  readonly task: string;
  readonly title: string;
  /** Repetitions of both sides, warm-up excluded. */
  readonly done: number;
  readonly of: number;
}

export interface RunOptions {
  readonly origin: string;
  readonly transport: LabTransport;
  readonly fixtures: LabFixtures;
  readonly network: Network;
  /** Of each side, 1 to MAX_REPETITIONS. */
  readonly repetitions: number;
  /** A task begins no further repetition after so many seconds; each side has one in any case. 60 unless said. */
  readonly maxSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LabProgress) => void;
  /**
   * Called with every exchange as it ends, including warm-up and unmeasured ones: their sum is the growth of the
   * gateway's counters.
   */
  readonly onExchange?: (exchange: Exchange) => void;
}

/**
 * Measures a task. Both sides run once to warm up, without a simulated network. Then they alternate, and the side
 * that begins changes each time, so that other load on the machine affects both alike. Each repetition is a new
 * client. Throws a LabError when an answer is a failure or the sides' results differ, and the signal's reason when it
 * aborts.
 */
export async function runTask(task: LabTask, options: RunOptions): Promise<TaskReport> {
  const { network, repetitions, maxSeconds = MAX_SECONDS, signal = new AbortController().signal, onProgress } = options;
  const wanted = Math.min(MAX_REPETITIONS, Math.max(1, Math.floor(repetitions)));
  const pace = createPace(signal);

  async function once(
    side: SideName,
    over: Network,
  ): Promise<{ readonly result: unknown; readonly repetition: Repetition }> {
    await pace.ready();
    const { recordingClient: exchanger, repetition } = createRecordingClient({
      ...options,
      network: over,
      signal,
      onExchange: (exchange, answer) => {
        if (answer !== undefined) pace.learn(answer.headers);
        options.onExchange?.(exchange);
      },
    });
    const result = await task.run[side](exchanger, options.fixtures);
    return { result, repetition: repetition() };
  }

  const warm = {
    rest: await once('rest', { name: network.name, rttMs: 0 }),
    graphql: await once('graphql', { name: network.name, rttMs: 0 }),
  };
  requireSame(task, warm.rest.result, warm.graphql.result);
  const taken: Record<SideName, Repetition[]> = { rest: [], graphql: [] };
  const until = performance.now() + maxSeconds * 1000;
  const told = (done: number) => onProgress?.({ task: task.id, title: task.title, done, of: wanted * SIDES.length });
  told(0);
  for (let round = 0; round < wanted && (round === 0 || performance.now() < until); round += 1) {
    const results: unknown[] = [];
    for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
      const { result, repetition } = await once(side, network);
      results.push(result);
      taken[side].push(repetition);
      told(taken.rest.length + taken.graphql.length);
    }
    requireSame(task, results[0], results[1]);
  }
  return {
    task: task.id,
    title: task.title,
    repetitions: taken.rest.length,
    sides: { rest: summarise(taken.rest), graphql: summarise(taken.graphql) },
  };
}

/** Measures the tasks one after the other; all of them by default. */
export async function runLab(
  options: RunOptions & { readonly tasks?: readonly LabTask[]; readonly machine: string },
): Promise<LabReport> {
  const at = new Date().toISOString();
  const tasks: TaskReport[] = [];
  for (const task of options.tasks ?? LAB_TASKS) tasks.push(await runTask(task, options));
  return {
    format: 'gateway-lab/1',
    at,
    machine: options.machine,
    network: options.network,
    repetitions: options.repetitions,
    tasks,
  };
}

function requireSame(task: LabTask, a: unknown, b: unknown): void {
  if (!sameJson(a, b))
    throw new LabError(
      `${task.id}: REST and GraphQL did not return the same result: ${JSON.stringify(a)?.slice(0, 300)} and ${JSON.stringify(b)?.slice(0, 300)}`,
    );
}
