import { INPUT_MEMORY_PER_VALUE } from '../../ops/load/limits.js';

/**
 * How many units of cost are one point of a caller's allowance. Every operation has spent one point already, by being
 * sent.
 */
const COST_PER_POINT = 200;
/**
 * The estimated memory for each unit of an operation's cost, until its response is written: objects, loaders' rows and
 * promises where resolvers answer, and text where a statement answers all of it.
 */
const BYTES_PER_COST = { resolvers: 1_600, plan: 250 } as const;
const LEAST_BYTES = 16_384;

/** The points that an operation spends beside its first. */
export function pointsOf(cost: number): number {
  return Math.floor(cost / COST_PER_POINT);
}

/** The memory, in bytes, that is set aside before it begins for an operation of this cost and so many input values. */
export function memoryOf(cost: number, inputValues: number, executor: keyof typeof BYTES_PER_COST): number {
  return LEAST_BYTES + cost * BYTES_PER_COST[executor] + inputValues * INPUT_MEMORY_PER_VALUE;
}
