import { availableParallelism, arch, type } from 'node:os';
import { round } from '../statistics.js';
import { aggregateExperiment } from './aggregate.js';
import { constraintExperiment } from './constraint.js';
import type { Experiment } from './experiment.js';
import { flexibleSchemaExperiment } from './flexible-schema.js';
import { withOwnStores, type StoreUrls } from './own-stores.js';
import type { ExperimentReport, StoresReport } from './report.js';
import { identifyServers } from './servers.js';
import { createSheet } from './sheet.js';
import { transactionExperiment } from './transaction.js';
import { treeExperiment } from './tree.js';

/** In the order of the report. */
export const EXPERIMENTS: readonly Experiment[] = [
  constraintExperiment,
  transactionExperiment,
  flexibleSchemaExperiment,
  aggregateExperiment,
  treeExperiment,
];

export interface StoresRun extends StoreUrls {
  /** Runs fewer operations, to check that everything works. */
  readonly quick: boolean;
  readonly onProgress: (step: string) => void;
  /** Ends the run early: it drops its schemas and databases, and rejects. */
  readonly signal: AbortSignal;
}

/**
 * Runs every experiment on both stores and reports the results. Each experiment has a separate schema and database on
 * the given servers, which are dropped when it ends. Nothing else on the servers is changed. Rejects when a server
 * fails.
 */
export async function runStores({ quick, onProgress, signal, ...urls }: StoresRun): Promise<StoresReport> {
  const began = new Date();
  const servers = await withOwnStores(urls, signal, identifyServers);
  const experiments: ExperimentReport[] = [];
  for (const { run, ...text } of EXPERIMENTS) {
    signal.throwIfAborted();
    onProgress(`${text.title} (${experiments.length + 1} of ${EXPERIMENTS.length})`);
    const sheet = createSheet();
    const conditions = await withOwnStores(urls, signal, (stores) => run(stores, sheet, quick));
    experiments.push({ ...text, conditions, outcomes: sheet.outcomes, figures: sheet.figures });
  }
  return {
    format: 'gateway-stores/1',
    at: began.toISOString(),
    machine: `${availableParallelism()} cores, ${type()} ${arch()}, Node.js ${process.version}`,
    quick,
    seconds: round((Date.now() - began.getTime()) / 1000, 1),
    servers,
    experiments,
  };
}
