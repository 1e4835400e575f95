import type { MeasureRow } from '../../trade-offs/compare.js';
import { otherSide, SIDE_TITLES } from '../model/sides.js';
import { formatTimes } from '../model/verdict.js';

/** Which side a row is better for, and by how much, in words. */
export function RatioText({ row }: { readonly row: MeasureRow }) {
  const { winner } = row;
  if (winner === undefined)
    return (
      <span class="even">{row.rest === row.graphql ? 'even' : row.key === 'notModified' ? '–' : 'about even'}</span>
    );
  const [better, worse] = [row[winner], row[otherSide(winner)]];
  const ratio = Math.max(better, worse) / Math.min(better, worse);
  return (
    <span class={`side-${winner}`}>
      <strong>{SIDE_TITLES[winner]}</strong> {Number.isFinite(ratio) && formatTimes(ratio)}
    </span>
  );
}
