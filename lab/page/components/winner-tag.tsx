import type { TaskReport } from '../../trade-offs/report.js';
import { SIDE_TITLES } from '../model/sides.js';
import { rankingRow } from '../model/verdict.js';

/** Which side a result ranks first, as a word. */
export function WinnerTag({ result }: { readonly result: TaskReport | undefined }) {
  if (result === undefined) return null;
  const winner = rankingRow(result)?.winner;
  return winner === undefined ? (
    <span class="tag">even</span>
  ) : (
    <span class={`tag tag-${winner}`}>{SIDE_TITLES[winner]}</span>
  );
}
