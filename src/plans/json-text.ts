import type { Sql } from '../resources/resource.js';

/** A key of an object in the answer, and the expression of its value. */
export type Column = readonly [key: string, value: Sql];

/** PostgreSQL cuts an identifier after so many bytes, and would then take one key for another. */
const LONGEST_IDENTIFIER = 63;
const KEY = /^\w+$/;

/** The alias of the rows that JSON is made of. No key can have its name, which would make a column of it. */
const ROW = '"$"';

/** Rows to make JSON of: `select` is a query, `item` the JSON of one of its rows when the query's alias is ROW. */
interface JsonRows {
  readonly select: Sql;
  readonly item: Sql;
}

/** A query that has `columns` for each row of `from`, which may be empty. Keys stay in this order. */
function jsonRows(columns: readonly Column[], from: Sql): JsonRows {
  const wrong = columns.find(([key]) => !KEY.test(key));
  if (wrong) throw new Error('A key of an answer consists of letters, digits and underscores');
  if (columns.length === 0) return { select: `SELECT 1 ${from}`, item: `'{}'::json` };
  // A record is quicker to make and shorter than json_build_object's text, but its keys are identifiers.
  if (columns.every(([key]) => key.length <= LONGEST_IDENTIFIER))
    return {
      select: `SELECT ${columns.map(([key, value]) => `${value} AS "${key}"`).join(', ')} ${from}`,
      item: `row_to_json(${ROW})`,
    };
  // The values may be aggregates, which VALUES does not take: they are columns first.
  const pairs = columns.map(([key], index) => `(${index}, '${key}', to_json(${ROW}.c${index}))`).join(', ');
  return {
    select: `SELECT ${columns.map(([, value], index) => `${value} AS c${index}`).join(', ')} ${from}`,
    item: `(SELECT json_object_agg(pair.key, pair.value ORDER BY pair.n) FROM (VALUES ${pairs}) pair(n, key, value))`,
  };
}

/** One object: null when `from` has no row. */
export function jsonObject(columns: readonly Column[], from: Sql = ''): Sql {
  const { select, item } = jsonRows(columns, from);
  return `(SELECT ${item} FROM (${select}) ${ROW})`;
}

/** A list of objects, in the order of `from`. */
export function jsonList(columns: readonly Column[], from: Sql): Sql {
  const { select, item } = jsonRows(columns, from);
  return `(SELECT coalesce(json_agg(${item}), '[]'::json) FROM (${select}) ${ROW})`;
}

/** The value of `__typename`. */
export const typeName = (type: string): Sql => `'${type}'::text`;
