import { SIDES } from '../../trade-offs/exchange.js';
import type { TaskReport } from '../../trade-offs/report.js';
import { describeExchange } from '../model/describe-exchange.js';
import { SIDE_TITLES } from '../model/sides.js';

/** The waterfall's figures as a table, as an alternative to the chart. */
export function WaterfallTable({ result }: { readonly result: TaskReport }) {
  const rows = SIDES.flatMap((side) =>
    result.sides[side].median.exchanges.map((exchange) => ({ side, exchange, facts: describeExchange(exchange) })),
  );
  return (
    <details>
      <summary>As a table</summary>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Exchanges as a table">
        <table class="figures exchanges">
          <thead>
            <tr>
              <th scope="col">Side</th>
              <th scope="col">Exchange</th>
              {rows[0]?.facts.map(([name]) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ side, exchange, facts }, index) => (
              <tr key={index}>
                <td class={`side-${side}`}>{SIDE_TITLES[side]}</td>
                <th scope="row">
                  {exchange.label}
                  <small>
                    {exchange.method} {exchange.path}
                  </small>
                </th>
                {facts.map(([name, value]) => (
                  <td key={name} class="number">
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
