import { formatMeasure } from '../../trade-offs/compare.js';
import { SIDES } from '../../trade-offs/exchange.js';
import { LAB_TASKS } from '../../trade-offs/tasks/tasks.js';
import { SIDE_TITLES } from '../model/sides.js';
import { rankingRow } from '../model/verdict.js';
import { resultOf, type LabState } from '../state/lab-state.js';
import { RatioText } from './ratio-text.js';

/** All tasks of a run with the time of both sides. A task not yet measured has its row already, so nothing moves. */
export function Overview({ state, onSelect }: { readonly state: LabState; readonly onSelect: (task: string) => void }) {
  const known = LAB_TASKS.filter(({ id }) => state.running?.tasks.includes(id) || resultOf(state, id) !== undefined);
  return (
    <section class="overview" aria-labelledby="overview-title">
      <h2 id="overview-title">All tasks of this run</h2>
      <div class="scroll-x">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Task</th>
              {SIDES.map((side) => (
                <th key={side} scope="col" class={`number side-${side}`}>
                  {SIDE_TITLES[side]} <small>p50</small>
                </th>
              ))}
              <th scope="col">Faster</th>
            </tr>
          </thead>
          <tbody>
            {known.map(({ id, title }) => {
              const result = resultOf(state, id);
              const row = result && rankingRow(result);
              return (
                <tr key={id} class={id === state.task ? 'current' : ''}>
                  <th scope="row">
                    <button type="button" class="link" aria-current={id === state.task} onClick={() => onSelect(id)}>
                      {title}
                    </button>
                  </th>
                  {SIDES.map((side) => (
                    <td key={side} class={row?.winner === side ? 'number winner' : 'number'}>
                      {row === undefined ? '–' : formatMeasure(row[side], row.unit)}
                    </td>
                  ))}
                  <td>{row === undefined ? '–' : <RatioText row={row} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
