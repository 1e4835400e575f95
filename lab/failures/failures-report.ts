import { runText, withRunText, type BenchmarkRun } from '../benchmark-run.js';
import { ledgerTable } from './result-text.js';
import type { ScenarioResult } from './run-failures.js';

export interface FailuresReport extends BenchmarkRun {
  readonly benchmark: 'failures';
  readonly seed: number;
  readonly results: readonly ScenarioResult[];
}

/** docs/delivery.md with the results of this run. The other scenarios of the document stay as they are. */
export function withResults(document: string, report: FailuresReport): string {
  return report.results.reduce(
    (text, result) => withRunText(text, 'failures', resultMarkdown(result, report), result.name),
    document,
  );
}

function resultMarkdown(result: ScenarioResult, { seed, ...run }: FailuresReport): string {
  const { title, expectation, rows, asExpected, explanation, seconds } = result;
  return [
    `**${title}.** Expected: ${expectation}`,
    ledgerTable(rows),
    `${asExpected ? 'As expected' : 'Not as expected'}, after ${seconds} s. ${explanation}`,
    `${runText(run)}, seed ${seed}.`,
  ].join('\n\n');
}
