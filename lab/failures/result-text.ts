import { markdownTable } from '../markdown-table.js';
import type { LedgerRow } from './scenario.js';
import type { ScenarioResult } from './run-failures.js';

const errorsText = (errors: LedgerRow['errors']) =>
  Object.entries(errors)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** The table of a scenario's figures. */
export function ledgerTable(rows: readonly LedgerRow[]): string {
  const consumed = rows.some(({ effectsDoubled }) => effectsDoubled !== undefined);
  return markdownTable(
    [
      'what',
      'accepted',
      'lost',
      'copies',
      'out of order',
      ...(consumed ? ['effects doubled'] : []),
      'longest pause, s',
      'errors met',
    ],
    rows.map((row) => [
      row.of,
      String(row.accepted),
      String(row.lost),
      String(row.duplicated),
      String(row.reordered),
      ...(consumed ? [String(row.effectsDoubled ?? '')] : []),
      (row.recoveredAfterMs / 1000).toFixed(1),
      errorsText(row.errors),
    ]),
  );
}

/** A result for a terminal. */
export function resultText({ rows, asExpected, explanation, seconds }: ScenarioResult): string {
  return `${ledgerTable(rows)}\n  ${asExpected ? 'As expected' : 'NOT AS EXPECTED'}, after ${seconds} s. ${explanation}`;
}
