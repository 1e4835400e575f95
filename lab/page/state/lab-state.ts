import type { LabReport, TaskReport } from '../../trade-offs/report.js';
import type { LabProgress } from '../../trade-offs/run-lab.js';
import { conditionsOf, readConditions, type Conditions, type RunConditions } from '../model/conditions.js';
import { mergeReport } from '../model/merge-report.js';

/** The origin of the shown report: a run in this page, a file, or a link. */
export type ReportOrigin = 'here' | 'file' | 'link';

/** A run in progress. */
export interface Running {
  /** Its tasks, in order. */
  readonly tasks: readonly string[];
  /** Undefined until the first repetition is done. */
  readonly progress: LabProgress | undefined;
}

/** A message for the user. `kind` decides how it is shown and which actions it has. */
export interface Notice {
  readonly kind: 'error' | 'token-needed' | 'done';
  readonly message: string;
}

export interface LabState {
  readonly task: string;
  readonly conditions: Conditions;
  readonly report: LabReport | undefined;
  readonly origin: ReportOrigin;
  /** The report's code while the page's address carries it. */
  readonly code: string | undefined;
  readonly running: Running | undefined;
  readonly notice: Notice | undefined;
}

export type LabAction =
  | { readonly type: 'selected'; readonly task: string }
  | { readonly type: 'edited'; readonly conditions: Conditions }
  | { readonly type: 'started'; readonly tasks: readonly string[] }
  | { readonly type: 'progressed'; readonly progress: LabProgress }
  | {
      readonly type: 'measured';
      readonly result: TaskReport;
      readonly under: RunConditions;
      readonly at: Date;
      readonly machine: string;
    }
  | { readonly type: 'ended'; readonly notice: Notice | undefined }
  | { readonly type: 'opened'; readonly report: LabReport; readonly origin: 'file' | 'link'; readonly code?: string }
  | { readonly type: 'followed'; readonly task: string; readonly conditions: Conditions }
  | { readonly type: 'linked'; readonly code: string }
  | { readonly type: 'told'; readonly notice: Notice | undefined };

/** The state of the page after this action. */
export function labReducer(state: LabState, action: LabAction): LabState {
  switch (action.type) {
    case 'selected':
      return { ...state, task: action.task };
    case 'edited':
      return { ...state, conditions: action.conditions };
    case 'started':
      return { ...state, running: { tasks: action.tasks, progress: undefined }, notice: undefined };
    case 'progressed':
      return state.running === undefined
        ? state
        : { ...state, running: { ...state.running, progress: action.progress } };
    case 'measured': {
      // A result is merged only with results measured in this page, never with those of another machine.
      const into = state.origin === 'here' ? state.report : undefined;
      return {
        ...state,
        report: mergeReport(into, action.result, action.under, action),
        origin: 'here',
        code: undefined,
      };
    }
    case 'ended':
      return { ...state, running: undefined, notice: action.notice };
    case 'opened': {
      const { report, origin, code } = action;
      const task = resultOf({ report }, state.task) === undefined ? (report.tasks[0]?.task ?? state.task) : state.task;
      const conditions = conditionsOf(report);
      return {
        ...state,
        task,
        report,
        origin,
        code,
        conditions: readConditions(conditions) === undefined ? state.conditions : conditions,
        notice: undefined,
      };
    }
    case 'followed':
      return { ...state, task: action.task, conditions: action.conditions };
    case 'linked':
      return { ...state, code: action.code };
    case 'told':
      return { ...state, notice: action.notice };
  }
}

/** The result of a task in the shown report. */
export function resultOf({ report }: Pick<LabState, 'report'>, task: string): TaskReport | undefined {
  return report?.tasks.find((result) => result.task === task);
}
