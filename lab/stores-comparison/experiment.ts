import type { OwnStores } from './own-stores.js';
import type { ExperimentText } from './report.js';
import type { Sheet } from './sheet.js';

/** A question and the code that answers it. */
export interface Experiment extends ExperimentText {
  /**
   * Runs on both stores, in an empty schema and an empty database that only this experiment uses, and writes the
   * results on the sheet. Resolves to a description of the conditions. Rejects when a server fails, but not when it
   * lacks a feature.
   */
  run(stores: OwnStores, sheet: Sheet, quick: boolean): Promise<string>;
}
