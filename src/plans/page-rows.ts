import type { Each, Sql } from '../resources/resource.js';
import type { PageOrder } from './order.js';

/** The rows of a page, each of which has the columns of its table. */
interface PageRowsOf {
  readonly table: Sql;
  /** The alias of a row, in the conditions and in the order. */
  readonly row: Sql;
  readonly where: Sql;
  /** The page has the rows with any value of each of these. */
  readonly each: readonly Each[];
  readonly order: PageOrder;
  readonly limit: Sql | number;
}

/**
 * A query of a page's rows in their order. It reads at most so many rows of each range and of each value, because an
 * index is in the order of the page only where its first columns are equal.
 */
export function pageRows({ table, row, where, each, order, limit }: PageRowsOf): Sql {
  const values = each.map(({ values: query }, index) => `(${query}) each${index}(value)`);
  const equal = each.map(({ column }, index) => ` AND ${row}.${column} = each${index}.value`).join('');
  const ranges = order.ranges.map((range) => {
    const rows = `(SELECT ${row}.* FROM ${table} ${row} WHERE ${where}${equal} AND ${range.where}
      ORDER BY ${range.order} LIMIT ${limit})`;
    if (each.length === 0) return rows;
    return `(SELECT ${row}.* FROM ${values.join(' CROSS JOIN ')} CROSS JOIN LATERAL ${rows} ${row}
      ORDER BY ${order.pageOrder} LIMIT ${limit})`;
  });
  return ranges.length === 1
    ? ranges.join('')
    : `(SELECT ${row}.* FROM (${ranges.join(' UNION ALL ')}) ${row} ORDER BY ${order.pageOrder} LIMIT ${limit})`;
}
