import type { LabState } from '../state/lab-state.js';
import type { LabActions } from '../state/use-lab.js';
import { NetworkChoice } from './network-choice.js';
import { NumberField } from './number-field.js';
import { RunButtons } from './run-buttons.js';
import { RunProgress } from './run-progress.js';
import { TaskList } from './task-list.js';
import { BOUNDS } from '../model/conditions.js';

/** The choice of tasks and conditions. It is a form, so that Enter in any field starts the run. */
export function Controls({ state, actions }: { readonly state: LabState; readonly actions: LabActions }) {
  const { conditions } = state;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (event.submitter?.id === 'run-all') actions.runAll();
    else actions.run();
  };
  return (
    <form class="controls" aria-label="What to run" onSubmit={submit}>
      <TaskList state={state} onSelect={actions.select} />
      <fieldset>
        <legend>Conditions</legend>
        <NetworkChoice conditions={conditions} onEdit={actions.edit} />
        <NumberField
          label="Repetitions"
          unit="of each side"
          value={conditions.repetitions}
          bounds={BOUNDS.repetitions}
          required
          onInput={(repetitions) => actions.edit({ ...conditions, repetitions })}
        />
      </fieldset>
      <RunButtons running={state.running !== undefined} onStop={actions.stop} />
      <RunProgress running={state.running} />
    </form>
  );
}
