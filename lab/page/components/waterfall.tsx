import { formatMeasure } from '../../trade-offs/compare.js';
import { SIDES } from '../../trade-offs/exchange.js';
import type { TaskReport } from '../../trade-offs/report.js';
import { SIDE_TITLES } from '../model/sides.js';
import { axisOf } from '../model/waterfall.js';
import { WaterfallAxis } from './waterfall-axis.js';
import { WaterfallRow } from './waterfall-row.js';
import { WaterfallTable } from './waterfall-table.js';

/** The exchanges of each side's median repetition on one time axis, so that lengths compare across the sides. */
export function Waterfall({ result }: { readonly result: TaskReport }) {
  const { spanMs, ticksMs } = axisOf(Math.max(...SIDES.map((side) => result.sides[side].median.totalMs)));
  return (
    <section class="waterfall" aria-labelledby="waterfall-title">
      <header>
        <h3 id="waterfall-title">Waterfall</h3>
        <ul class="legend" aria-label="Legend">
          <li class="legend-wait">waiting</li>
          <li class="legend-server">gateway at work</li>
          <li class="legend-download">download</li>
        </ul>
      </header>
      <div
        class="chart"
        role="group"
        aria-label="Waterfall chart: arrow keys go from exchange to exchange"
        onKeyDown={moveFocus}
      >
        <WaterfallAxis spanMs={spanMs} ticksMs={ticksMs} />
        {SIDES.map((side) => {
          const { exchanges, totalMs } = result.sides[side].median;
          return (
            <div key={side} class={`chart-side side-${side}`} role="group" aria-label={SIDE_TITLES[side]}>
              <h4>
                {SIDE_TITLES[side]} <span>{formatMeasure(totalMs, 'ms')}</span>
              </h4>
              {exchanges.map((exchange, index) => (
                <WaterfallRow
                  key={index}
                  exchange={exchange}
                  spanMs={spanMs}
                  first={side === SIDES[0] && index === 0}
                />
              ))}
            </div>
          );
        })}
      </div>
      <WaterfallTable result={result} />
    </section>
  );
}

/** One stop for Tab; within the chart the arrow keys, Home and End go from row to row. */
function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.row')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  const target = rows[targets[event.key] ?? -1];
  if (at < 0 || target === undefined) return;
  event.preventDefault();
  for (const row of rows) row.tabIndex = row === target ? 0 : -1;
  target.focus();
}
