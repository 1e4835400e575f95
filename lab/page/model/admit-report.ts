import { LabError } from '../../trade-offs/lab-error.js';
import type { LabReport } from '../../trade-offs/report.js';
import { parseReport } from '../../trade-offs/report-format.js';
import { LAB_TASKS } from '../../trade-offs/tasks/tasks.js';

/**
 * The report in an imported JSON value, without tasks that this page does not know. Throws a LabError when no task is
 * left.
 */
export function admitReport(json: unknown): LabReport {
  const report = parseReport(json);
  const tasks = LAB_TASKS.flatMap(({ id }) => report.tasks.find(({ task }) => task === id) ?? []);
  if (tasks.length === 0) throw new LabError('It holds no result of a task that this page knows.');
  return { ...report, tasks };
}
