import { useMemo, useReducer, useRef } from 'preact/hooks';
import type { LabReport } from '../../trade-offs/report.js';
import { LAB_TASKS } from '../../trade-offs/tasks/tasks.js';
import type { LabTask } from '../../trade-offs/task.js';
import { browserTransport } from '../../trade-offs/transport.js';
import { readConditions, type Conditions } from '../model/conditions.js';
import { readHash } from '../model/hash.js';
import { TASK_IDS, useAddress } from './address.js';
import { labReducer, type LabState, type Notice } from './lab-state.js';
import { runTasks } from './run.js';
import { createSession } from './session.js';

/** The actions of the page's components. */
export interface LabActions {
  select(task: string): void;
  edit(conditions: Conditions): void;
  /** Runs the selected task. Does nothing while a run is in progress or a field is invalid. */
  run(): void;
  runAll(): void;
  stop(): void;
  useToken(token: string): void;
  open(report: LabReport): void;
  linked(code: string): void;
  tell(notice: Notice | undefined): void;
}

/** The state of the page and its actions. */
export function useLab(): { readonly state: LabState; readonly actions: LabActions } {
  const [state, dispatch] = useReducer(labReducer, undefined, initialState);
  const session = useMemo(() => {
    const transport = browserTransport();
    return { transport, ...createSession(location.origin, transport) };
  }, []);
  const abort = useRef<AbortController | undefined>(undefined);
  useAddress(state, dispatch);

  const start = (tasks: readonly LabTask[]) => {
    const under = readConditions(state.conditions);
    if (state.running !== undefined || under === undefined) return;
    abort.current = new AbortController();
    void runTasks({ tasks, under, session, transport: session.transport, signal: abort.current.signal, dispatch });
  };
  const actions: LabActions = {
    select: (task) => dispatch({ type: 'selected', task }),
    edit: (conditions) => dispatch({ type: 'edited', conditions }),
    run: () => start(LAB_TASKS.filter(({ id }) => id === state.task)),
    runAll: () => start(LAB_TASKS),
    stop: () => abort.current?.abort(new DOMException('Stopped', 'AbortError')),
    useToken(token) {
      session.use(token);
      dispatch({ type: 'told', notice: { kind: 'done', message: 'The token is kept for this visit. Run again.' } });
    },
    open: (report) => dispatch({ type: 'opened', report, origin: 'file' }),
    linked: (code) => dispatch({ type: 'linked', code }),
    tell: (notice) => dispatch({ type: 'told', notice }),
  };
  return { state, actions };
}

function initialState(): LabState {
  const { task, conditions } = readHash(location.hash, TASK_IDS);
  return {
    task,
    conditions,
    report: undefined,
    origin: 'here',
    code: undefined,
    running: undefined,
    notice: undefined,
  };
}
