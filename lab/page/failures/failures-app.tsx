import { useState } from 'preact/hooks';
import { ThemeChoice } from '../components/theme-choice.js';
import { ReportButtons } from './report-buttons.js';
import { ResultView } from './result-view.js';
import { ScenarioList, type ListedScenario } from './scenario-list.js';
import { TimelineView } from './timeline-view.js';
import { isLive, useFailures } from './use-failures.js';

/** The page of the failure lab. */
export function FailuresApp() {
  const { view, actions } = useFailures();
  const { live, shared, results, notice } = view;
  const scenarios: readonly ListedScenario[] = (shared ? results : live?.scenarios) ?? [];
  const [chosen, choose] = useState<string>();
  const running = shared === undefined ? live?.running : undefined;
  const selected = running?.name ?? chosen ?? results.at(-1)?.name;
  const scenario = scenarios.find(({ name }) => name === selected) ?? scenarios[0];
  const result = results.find(({ name }) => name === scenario?.name);
  return (
    <>
      <header class="site-header">
        <div class="site-title">
          <h1>Failure lab</h1>
          <p>
            Brokers, gateways and databases are killed under load. A ledger says what was lost, doubled or reordered.
          </p>
        </div>
        <nav aria-label="Pages">{!isLive() && <a href="/lab/">REST and GraphQL</a>}</nav>
        <div class="site-actions">
          <ReportButtons results={results} actions={actions} />
          <ThemeChoice />
        </div>
      </header>
      <div class="layout">
        <ScenarioList
          scenarios={scenarios}
          results={results}
          selected={scenario?.name}
          running={running?.name}
          canRun={isLive() && live !== undefined}
          onSelect={choose}
          onRun={actions.run}
        />
        <main id="results" tabIndex={-1}>
          <div class="notices" aria-live="polite">
            {notice !== undefined && (
              <div class="notice notice-error" role="alert">
                <p>{notice}</p>
                <button
                  type="button"
                  class="quiet"
                  aria-label="Dismiss this message"
                  onClick={() => actions.tell(undefined)}
                >
                  ✕
                </button>
              </div>
            )}
          </div>
          {scenario === undefined && <HowToRun />}
          {scenario !== undefined && (
            <section class="experiment" aria-labelledby="scenario-title">
              <h2 id="scenario-title">{scenario.title}</h2>
              <p>
                <strong>Expected:</strong> {scenario.expectation}
              </p>
              <TimelineView
                entries={running?.entries ?? result?.timeline ?? []}
                isRunning={running !== null && running !== undefined}
              />
              {running?.name !== scenario.name && result !== undefined && <ResultView result={result} />}
            </section>
          )}
        </main>
      </div>
    </>
  );
}

function HowToRun() {
  return (
    <section class="experiment">
      <h2>Run the experiments on your machine</h2>
      <p>
        This gateway cannot kill its own brokers. <code>npm run failures -- --serve</code> starts three brokers of its
        own and prints the address of this page, from which you run each experiment and watch who leads. A report of a
        run can be opened here with Import.
      </p>
    </section>
  );
}
