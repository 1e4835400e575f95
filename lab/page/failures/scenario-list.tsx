import type { ScenarioResult } from '../../failures/run-failures.js';

export interface ListedScenario {
  readonly name: string;
  readonly title: string;
  readonly expectation: string;
}

interface ScenarioListProps {
  readonly scenarios: readonly ListedScenario[];
  readonly results: readonly ScenarioResult[];
  readonly selected: string | undefined;
  readonly running: string | undefined;
  readonly canRun: boolean;
  readonly onSelect: (name: string) => void;
  readonly onRun: (name: string) => void;
}

/** The experiments, to choose and to run. */
export function ScenarioList({ scenarios, results, selected, running, canRun, onSelect, onRun }: ScenarioListProps) {
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <fieldset class="task-list" disabled={running !== undefined}>
        <legend>Experiments</legend>
        {scenarios.map(({ name, title }) => (
          <label key={name}>
            <input
              type="radio"
              name="scenario"
              value={name}
              checked={name === selected}
              onChange={() => onSelect(name)}
            />
            <span>{title}</span>
            <span class="tag">{tagOf(results.find((result) => result.name === name))}</span>
          </label>
        ))}
        {scenarios.length === 0 && <p>None can be run here.</p>}
      </fieldset>
      {canRun && (
        <div class="run-buttons">
          <button
            type="button"
            id="run-scenario"
            class="primary"
            aria-disabled={running !== undefined}
            onClick={() => running === undefined && selected !== undefined && onRun(selected)}
          >
            {running === undefined ? 'Run' : 'Running'}
          </button>
        </div>
      )}
    </form>
  );
}

function tagOf(result: ScenarioResult | undefined): string {
  return result === undefined ? '' : result.asExpected ? 'as expected' : 'not as expected';
}
