import { LAB_TASKS } from '../trade-offs/tasks/tasks.js';
import { Controls } from './components/controls.js';
import { NoticeBar } from './components/notice-bar.js';
import { Overview } from './components/overview.js';
import { SiteHeader } from './components/site-header.js';
import { TaskView } from './components/task-view.js';
import { useEscape } from './components/use-escape.js';
import { resultOf } from './state/lab-state.js';
import { useLab } from './state/use-lab.js';

/** The whole page. */
export function App() {
  const { state, actions } = useLab();
  useEscape(actions.stop);
  const task = LAB_TASKS.find(({ id }) => id === state.task) ?? LAB_TASKS[0];
  const result = resultOf(state, state.task);
  const overview = (state.running?.tasks.length ?? 0) > 1 || (state.report?.tasks.length ?? 0) > 1;
  return (
    <>
      <a class="skip-link" href="#results" onClick={focusResults}>
        Skip to the results
      </a>
      <SiteHeader state={state} actions={actions} />
      <div class="layout">
        <Controls state={state} actions={actions} />
        <main id="results" tabIndex={-1}>
          <NoticeBar notice={state.notice} actions={actions} />
          {overview && <Overview state={state} onSelect={actions.select} />}
          {task !== undefined && <TaskView task={task} result={result} state={state} />}
        </main>
      </div>
    </>
  );
}

/** The page's address is the link to the run, so the skip link must not change it. */
function focusResults(event: Event): void {
  event.preventDefault();
  document.getElementById('results')?.focus();
}
