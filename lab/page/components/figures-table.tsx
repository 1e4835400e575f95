import { formatMeasure, measureRows } from '../../trade-offs/compare.js';
import { SIDES } from '../../trade-offs/exchange.js';
import type { TaskReport } from '../../trade-offs/report.js';
import { BLANK_RESULT } from '../model/blank-result.js';
import { SIDE_TITLES } from '../model/sides.js';
import { RatioText } from './ratio-text.js';

/**
 * The figures of both sides. Before the first run the table shows dashes, so that nothing moves when the figures
 * arrive.
 */
export function FiguresTable({ result }: { readonly result: TaskReport | undefined }) {
  return (
    <div class="scroll-x">
      <table class="figures" id="figures">
        <thead>
          <tr>
            <th scope="col">Measure</th>
            {SIDES.map((side) => (
              <th key={side} scope="col" class={`number side-${side}`}>
                {SIDE_TITLES[side]}
              </th>
            ))}
            <th scope="col">Better</th>
          </tr>
        </thead>
        <tbody>
          {measureRows(result ?? BLANK_RESULT).map((row) => (
            <tr key={row.key} data-measure={row.key}>
              <th scope="row">{row.label}</th>
              {SIDES.map((side) => (
                <td
                  key={side}
                  class={result !== undefined && row.winner === side ? 'number winner' : 'number'}
                  data-side={side}
                  data-value={result && row[side]}
                >
                  {result === undefined ? '–' : formatMeasure(row[side], row.unit)}
                </td>
              ))}
              <td>{result === undefined ? '–' : <RatioText row={row} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
