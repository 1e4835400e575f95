import { SIDES } from '../../trade-offs/exchange.js';
import type { TaskReport } from '../../trade-offs/report.js';
import type { LabTask } from '../../trade-offs/task.js';
import { verdict } from '../model/verdict.js';
import type { LabState } from '../state/lab-state.js';
import { CodeBlock } from './code-block.js';
import { FiguresTable } from './figures-table.js';
import { RunFacts } from './run-facts.js';
import { Waterfall } from './waterfall.js';

export interface TaskViewProps {
  readonly task: LabTask;
  readonly result: TaskReport | undefined;
  readonly state: LabState;
}

/** A task: the client's goal, the requests of each side, their cost, and the reasons. */
export function TaskView({ task, result, state }: TaskViewProps) {
  return (
    <article class="task" aria-labelledby="task-title">
      <header>
        <h2 id="task-title">{task.title}</h2>
        <p class="wants">{task.wants}</p>
        <p class="verdict">{result === undefined ? 'Not measured yet: press Enter or Run.' : verdict(result)}</p>
      </header>
      <div class="code-pair">
        {SIDES.map((side) => (
          <CodeBlock key={side} side={side} code={task.shown[side]} />
        ))}
      </div>
      <div class="outcome">
        <section aria-labelledby="figures-title">
          <h3 id="figures-title">What it cost</h3>
          <FiguresTable result={result} />
          <RunFacts state={state} result={result} />
        </section>
        <section class="why" aria-labelledby="why-title">
          <h3 id="why-title">Why</h3>
          {task.why.split(/\n{2,}/).map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      </div>
      {result !== undefined && <Waterfall result={result} />}
    </article>
  );
}
