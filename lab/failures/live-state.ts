import type { Scenario } from './scenario.js';
import type { ScenarioResult } from './run-failures.js';
import type { TimelineEntry } from './timeline.js';

/** What the page is told about the experiments, whole at each change. */
export interface LiveState {
  readonly scenarios: readonly Pick<Scenario, 'name' | 'title' | 'expectation'>[];
  /** The scenario that runs now. */
  readonly running: { readonly name: string; readonly entries: readonly TimelineEntry[] } | null;
  /** The newest result of each scenario that has run. */
  readonly results: readonly ScenarioResult[];
  /** Why the last run ended without a result. */
  readonly problem: string | null;
}

/** Where the page of a running experiment is, and what it asks. */
export const LIVE_PATHS = {
  page: '/lab/failures/live',
  changes: '/lab/failures/changes',
  runs: '/lab/failures/runs',
} as const;
