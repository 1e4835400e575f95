import type { ScenarioResult } from '../../failures/run-failures.js';

/** The ledger of a run, and why it came out so. */
export function ResultView({ result }: { readonly result: ScenarioResult }) {
  const { rows, asExpected, explanation, seconds } = result;
  const consumed = rows.some(({ effectsDoubled }) => effectsDoubled !== undefined);
  return (
    <section aria-labelledby="ledger-title" data-as-expected={asExpected}>
      <h3 id="ledger-title">
        {asExpected ? 'As expected' : 'Not as expected'}, after {seconds} s
      </h3>
      <p>{explanation}</p>
      <div class="scroll-x" role="region" aria-labelledby="ledger-title" tabIndex={0}>
        <table class="figures" id="ledger">
          <thead>
            <tr>
              <th scope="col">What</th>
              {['Accepted', 'Lost', 'Copies', 'Out of order'].map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
              {consumed && (
                <th scope="col" class="number">
                  Effects doubled
                </th>
              )}
              <th scope="col" class="number">
                Longest pause
              </th>
              <th scope="col">Errors met</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.of} data-of={row.of}>
                <th scope="row">{row.of}</th>
                <td class="number">{row.accepted.toLocaleString('en')}</td>
                <td class="number" data-figure="lost" data-bad={row.lost > 0}>
                  {row.lost.toLocaleString('en')}
                </td>
                <td class="number">{row.duplicated.toLocaleString('en')}</td>
                <td class="number">{row.reordered.toLocaleString('en')}</td>
                {consumed && <td class="number">{row.effectsDoubled}</td>}
                <td class="number">{(row.recoveredAfterMs / 1000).toFixed(1)} s</td>
                <td>
                  {Object.entries(row.errors)
                    .map(([name, count]) => `${name} ${count}`)
                    .join(', ') || 'none'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
