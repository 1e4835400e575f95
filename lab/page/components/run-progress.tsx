import { LAB_TASKS } from '../../trade-offs/tasks/tasks.js';
import type { Running } from '../state/lab-state.js';

/** The progress of a run. The bar follows every repetition; the text for screen readers changes only with the task. */
export function RunProgress({ running }: { readonly running: Running | undefined }) {
  const { progress, tasks = [] } = running ?? {};
  const title = progress?.title ?? LAB_TASKS.find(({ id }) => id === tasks[0])?.title ?? '';
  const position = progress === undefined ? 0 : Math.max(0, tasks.indexOf(progress.task));
  const place = tasks.length > 1 ? `${position + 1} of ${tasks.length}: ` : '';
  const share = progress === undefined || progress.of === 0 ? 0 : progress.done / progress.of;
  return (
    <div class="run-progress">
      <progress
        max={1}
        value={running === undefined ? 0 : (position + share) / Math.max(1, tasks.length)}
        aria-label="Progress of the run"
      />
      <p role="status">{running === undefined ? '' : `Running ${place}${title}`}</p>
      <p class="count" aria-hidden="true">
        {progress === undefined ? running && 'Preparing …' : `${progress.done} of ${progress.of} repetitions`}
      </p>
    </div>
  );
}
