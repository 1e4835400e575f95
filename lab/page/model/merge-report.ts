import type { LabReport, TaskReport } from '../../trade-offs/report.js';
import { sameConditions, type RunConditions } from './conditions.js';

/**
 * The report with this result in it, in place of an earlier one of the same task. A report has one set of conditions,
 * so a result under others begins a new report.
 */
export function mergeReport(
  into: LabReport | undefined,
  result: TaskReport,
  under: RunConditions,
  by: { readonly at: Date; readonly machine: string },
): LabReport {
  const others =
    into !== undefined && sameConditions(into, under) ? into.tasks.filter(({ task }) => task !== result.task) : [];
  return {
    format: 'gateway-lab/1',
    at: by.at.toISOString(),
    machine: by.machine,
    network: under.network,
    repetitions: under.repetitions,
    tasks: [...others, result],
  };
}
