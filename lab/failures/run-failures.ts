import { seeded } from '../stores-comparison/seeded.js';
import type { EmbeddedStack } from '../../stack/embedded-stack.js';
import type { BenchServers } from '../bench-gateway.js';
import type { StartPart } from '../with-bench-servers.js';
import { createCluster } from './cluster.js';
import type { Outcome, Scenario } from './scenario.js';
import type { TimelineEntry } from './timeline.js';

/** A scenario's expectation and its outcome. */
export interface ScenarioResult extends Outcome, Pick<Scenario, 'name' | 'title' | 'expectation'> {
  readonly seconds: number;
}

export interface FailuresOptions {
  readonly servers: BenchServers;
  readonly stack: EmbeddedStack;
  readonly startPart: StartPart;
  readonly seed: number;
  readonly onScenario?: (scenario: Scenario) => void;
  readonly onEntry?: (scenario: Scenario, entry: TimelineEntry) => void;
  readonly onResult?: (result: ScenarioResult) => void;
}

/** Runs the scenarios one after the other on the stack's three brokers. */
export async function runFailures(
  scenarios: readonly Scenario[],
  { servers, stack, startPart, seed, onScenario, onEntry, onResult }: FailuresOptions,
): Promise<readonly ScenarioResult[]> {
  const cluster = await startPart('Cluster', () => createCluster(stack, servers.kafkaBrokers, servers.stateDir));
  const run = Date.now().toString(36);
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    onScenario?.(scenario);
    const began = performance.now();
    const outcome = await scenario.run({
      servers,
      stack,
      cluster,
      startPart,
      random: seeded(seedOf(scenario.name, seed)),
      name: `failures-${run}-${scenario.name}`,
      onEntry: (entry) => onEntry?.(scenario, entry),
    });
    const { name, title, expectation } = scenario;
    const result = { name, title, expectation, seconds: Math.round((performance.now() - began) / 1000), ...outcome };
    results.push(result);
    onResult?.(result);
  }
  return results;
}

/** A scenario's choices do not depend on which others run. */
function seedOf(name: string, seed: number): number {
  return [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, seed);
}
