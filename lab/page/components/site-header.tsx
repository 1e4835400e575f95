import type { LabState } from '../state/lab-state.js';
import type { LabActions } from '../state/use-lab.js';
import { ReportActions } from './report-actions.js';
import { ThemeChoice } from './theme-choice.js';

/** The title, links to the other pages, and the actions for a run. */
export function SiteHeader({ state, actions }: { readonly state: LabState; readonly actions: LabActions }) {
  return (
    <header class="site-header">
      <div class="site-title">
        <h1>Lab</h1>
        <p>The same services over REST and over GraphQL: run the same task both ways, and see what each costs.</p>
      </div>
      <nav aria-label="Explorers">
        <a href="/lab/failures">Failure lab</a>
        <a href="/graphql">GraphQL explorer</a>
        <a href="/api/docs">REST reference</a>
      </nav>
      <div class="site-actions">
        <ReportActions state={state} actions={actions} />
        <ThemeChoice />
      </div>
    </header>
  );
}
