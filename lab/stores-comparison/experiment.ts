import type { OwnStores } from './own-stores.js';
import type { ExperimentText } from './report.js';
import type { Sheet } from './sheet.js';

/** A question together with the code that asks it. */
export interface Experiment extends ExperimentText {
  /**
   * Asks both stores, in a schema and a database that are empty and the experiment's alone, and writes what it sees on
   * the sheet. Resolves to the conditions in words. Rejects when a server fails, not when it lacks a feature.
   */
  run(stores: OwnStores, sheet: Sheet, quick: boolean): Promise<string>;
}
