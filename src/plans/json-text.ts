import type { Sql } from '../resources/resource.js';

/** A key of an object in the answer, and the expression of its value. */
export type Column = readonly [key: string, value: Sql];

/** PostgreSQL cuts an identifier after so many bytes, and would then take one key for another. */
const LONGEST_IDENTIFIER = 63;
const KEY = /^\w+$/;

/** Rows to make JSON of: `select` is a query, `item` the JSON of one of its rows when the query's alias is `o`. */
export interface JsonRows {
  readonly select: Sql;
  readonly item: Sql;
}

/** A query that has `columns` for each row of `from`, which may be empty. Keys stay in this order. */
export function jsonRows(columns: readonly Column[], from: Sql): JsonRows {
  const wrong = columns.find(([key]) => !KEY.test(key));
  if (wrong) throw new Error('A key of an answer consists of letters, digits and underscores');
  if (columns.length === 0) return { select: `SELECT 1 ${from}`, item: `'{}'::json` };
  // A record is quicker to make and shorter than json_build_object's text, but its keys are identifiers.
  if (columns.every(([key]) => key.length <= LONGEST_IDENTIFIER))
    return {
      select: `SELECT ${columns.map(([key, value]) => `${value} AS "${key}"`).join(', ')} ${from}`,
      item: 'row_to_json(o)',
    };
  const pairs = columns.map(([key, value], index) => `(${index}, '${key}', to_json(${value}))`).join(', ');
  return {
    select: `SELECT (SELECT json_object_agg(pair.key, pair.value ORDER BY pair.n) FROM (VALUES ${pairs}) pair(n, key, value)) AS json ${from}`,
    item: 'o.json',
  };
}

/** One object: null when `from` has no row. */
export function jsonObject(columns: readonly Column[], from: Sql = ''): Sql {
  const { select, item } = jsonRows(columns, from);
  return `(SELECT ${item} FROM (${select}) o)`;
}

/** A list of objects, in the order of `from`. */
export function jsonList(columns: readonly Column[], from: Sql): Sql {
  const { select, item } = jsonRows(columns, from);
  return `(SELECT coalesce(json_agg(${item}), '[]'::json) FROM (${select}) o)`;
}
