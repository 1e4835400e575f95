import { gatewayScenarios } from './gateway-scenarios.js';
import { logScenarios } from './log-scenarios.js';
import { manyKills } from './many-kills.js';
import type { Scenario } from './scenario.js';
import { zombieProducer } from './zombie-producer.js';

/** Every scenario, in the order in which they are run. `many` is the size of the last one. */
export function scenariosOf(many: { readonly events: number; readonly kills: number }): readonly Scenario[] {
  return [...logScenarios, zombieProducer, ...gatewayScenarios, manyKills(many.events, many.kills)];
}
