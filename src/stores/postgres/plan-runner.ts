import type { PlanAnswer, PlanRunner } from '../../plans/plan-runner.js';
import { UNPLANNABLE_ROW } from '../../plans/order.js';
import type { Database } from './database.js';

/** PlanRunner over PostgreSQL: each run is one named statement. */
export function createPlanRunner(database: Database): PlanRunner {
  return {
    async run({ name, text }, values): Promise<PlanAnswer> {
      try {
        const row = await database.row(name, text, values);
        const texts = row.slice(0, -1) as (string | null)[];
        // Every text is null when they are too large, and they have bytes only if one of them is not.
        return row.at(-1) !== 0 && texts.every((found) => found === null)
          ? { kind: 'tooLarge' }
          : { kind: 'answered', texts };
      } catch (error) {
        if ((error as { readonly code?: unknown }).code === UNPLANNABLE_ROW) return { kind: 'unplannable' };
        throw error;
      }
    },
    async explain({ text }, values) {
      const [row] = await database.query<{ 'QUERY PLAN': unknown }>(
        '',
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
        values,
      );
      return row?.['QUERY PLAN'];
    },
  };
}
