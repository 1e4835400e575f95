import { LAB_TASKS } from '../../trade-offs/tasks/tasks.js';
import { resultOf, type LabState } from '../state/lab-state.js';
import { WinnerTag } from './winner-tag.js';

/** The tasks as radio buttons: one is chosen, arrow keys move, Enter runs. */
export function TaskList({ state, onSelect }: { readonly state: LabState; readonly onSelect: (task: string) => void }) {
  return (
    <fieldset class="task-list">
      <legend>Task</legend>
      {LAB_TASKS.map(({ id, title }) => (
        <label key={id}>
          <input type="radio" name="task" value={id} checked={id === state.task} onChange={() => onSelect(id)} />
          <span class="task-title">{title}</span>
          <WinnerTag result={resultOf(state, id)} />
        </label>
      ))}
    </fieldset>
  );
}
