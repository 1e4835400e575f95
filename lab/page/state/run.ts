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
 * Measures the tasks one after the other. Each result is shown as soon as it is known, and results before a stop are
 * kept. When a task fails, the others are still measured, unless no measurement is possible any more. Never rejects.
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
    notice = signal.aborted ? { kind: 'done', message: 'Stopped. Earlier results are kept.' } : await noticeOf(error);
  }
  if (notice === undefined && failed.length > 0)
    notice = { kind: 'error', message: `Not measured: ${failed.join('; ')}` };
  // The gateway for which the fixtures were made may be gone.
  if (notice?.kind === 'error') session.drop();
  dispatch({ type: 'ended', notice });
}

/** The message about a failure, with what to do. */
async function noticeOf(error: unknown): Promise<Notice> {
  if (!(await gatewayAnswers())) {
    return {
      kind: 'error',
      message: `The gateway at ${location.host} does not answer. Start it with npm start, then run again.`,
    };
  }
  return { kind: error instanceof TokenNeeded ? 'token-needed' : 'error', message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const ANSWER_WITHIN_MS = 5_000;

/** A failed request does not say why it failed, so this checks whether the gateway answers at all. */
async function gatewayAnswers(): Promise<boolean> {
  try {
    return (await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })).ok;
  } catch {
    return false;
  }
}
