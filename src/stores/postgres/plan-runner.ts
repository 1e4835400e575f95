import { LRUCache } from 'lru-cache';
import type { PlanAnswer, PlanFigures, PlanRunner } from '../../plans/plan-runner.js';
import { UNPLANNABLE_ROW } from '../../plans/order.js';
import type { Database } from './database.js';

/** Names of statements that are remembered. */
const MOST_SEEN = 5_000;

/** The one element of EXPLAIN's list, as far as it is read. */
interface Explained {
  readonly Plan: {
    readonly 'Node Type': string;
    readonly 'Actual Rows': number;
    readonly 'Shared Hit Blocks': number;
    readonly 'Shared Read Blocks': number;
  };
  readonly 'Planning Time': number;
  readonly 'Execution Time': number;
}

/**
 * PlanRunner over PostgreSQL. Each run is one statement. From its second run on the statement has a name, so PostgreSQL
 * keeps it prepared. Most statements are sent only once.
 */
export function createPlanRunner(database: Database): PlanRunner {
  const seen = new LRUCache<string, true>({ max: MOST_SEEN });

  return {
    async run({ name, text }, values): Promise<PlanAnswer> {
      const isRepeated = name !== '' && seen.get(name) === true;
      if (!isRepeated) seen.set(name, true);
      try {
        const row = await database.row(isRepeated ? name : '', text, values);
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
    async explain({ text }, values): Promise<PlanFigures> {
      const [row] = await database.query<{ 'QUERY PLAN': readonly [Explained] }>(
        '',
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
        values,
      );
      if (row === undefined) throw new Error('EXPLAIN has no row');
      const [{ Plan: plan, 'Planning Time': planningMs, 'Execution Time': executionMs }] = row['QUERY PLAN'];
      return {
        planningMs,
        executionMs,
        topNode: plan['Node Type'],
        rows: plan['Actual Rows'],
        buffers: { hit: plan['Shared Hit Blocks'], read: plan['Shared Read Blocks'] },
      };
    },
  };
}
