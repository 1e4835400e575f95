import { runTask } from '../../trade-offs/run-lab.js';
import type { LabTask } from '../../trade-offs/task.js';
import type { LabTransport } from '../../trade-offs/transport.js';
import type { RunConditions } from '../model/conditions.js';
import { describeMachine } from '../model/machine.js';
import type { LabAction, Notice } from './lab-state.js';
import { TokenNeeded, type Session } from './session.js';

export interface PageRun {
  readonly tasks: readonly LabTask[];
  readonly under: RunConditions;
  readonly session: Session;
  readonly transport: LabTransport;
  readonly signal: AbortSignal;
  readonly dispatch: (action: LabAction) => void;
}

/**
 * Measures the tasks one after the other; each result is shown as it comes, and those before a stop stay. A task that fails does not keep
 * the others from being measured, unless nothing more can be. Never rejects.
 */
export async function runTasks({ tasks, under, session, transport, signal, dispatch }: PageRun): Promise<void> {
  dispatch({ type: 'started', tasks: tasks.map(({ id }) => id) });
  let notice: Notice | undefined;
  const failed: string[] = [];
  try {
    const fixtures = await session.fixtures(signal);
    for (const task of tasks) {
      try {
        const result = await runTask(task, {
          origin: location.origin,
          transport,
          fixtures,
          ...under,
          signal,
          onProgress: (progress) => dispatch({ type: 'progressed', progress }),
        });
        dispatch({ type: 'measured', result, under, at: new Date(), machine: describeMachine(navigator) });
      } catch (error) {
        if (signal.aborted || !(await gatewayAnswers())) throw error;
        failed.push(`${task.title}: ${messageOf(error)}`);
      }
    }
  } catch (error) {
    notice = signal.aborted
      ? { kind: 'done', message: 'Stopped. What was measured until then is kept.' }
      : await noticeOf(error);
  }
  if (notice === undefined && failed.length > 0)
    notice = { kind: 'error', message: `Not measured: ${failed.join('; ')}` };
  // What the fixtures were made for may be gone.
  if (notice?.kind === 'error') session.drop();
  dispatch({ type: 'ended', notice });
}

/** What to tell about a failure, and what to do about it. */
async function noticeOf(error: unknown): Promise<Notice> {
  if (!(await gatewayAnswers())) {
    return {
      kind: 'error',
      message: `The gateway at ${location.host} does not answer. See that it runs (npm start), then run again.`,
    };
  }
  return { kind: error instanceof TokenNeeded ? 'token-needed' : 'error', message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const ANSWER_WITHIN_MS = 5_000;

/** A failed request says little of why it failed; whether anything is there at all is worth asking. */
async function gatewayAnswers(): Promise<boolean> {
  try {
    return (await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })).ok;
  } catch {
    return false;
  }
}
