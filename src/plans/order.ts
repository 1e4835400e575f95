import type { Direction } from '../kernel/ordered-list.js';
import { cursorPosition, type KeysetColumn, type PageRequest, type Position } from '../kernel/paging.js';
import type { PageRead } from '../resources/read.js';
import { instantText } from '../resources/fields.js';
import type { OrderColumn, Resource, Sql } from '../resources/resource.js';

/** The columns of the order that a page is read in. Throws for an order that the resource does not have. */
export function orderColumns(resource: Resource, page: Pick<PageRead, 'by'>): readonly OrderColumn[] {
  const columns = resource.orders?.[page.by];
  if (columns === undefined) throw new Error(`${resource.name} has no order ${page.by}`);
  return columns;
}

/** The start of a page: the start of the list, or a position whose first column has a value, or is null. */
export type PageStart = 'start' | 'after' | 'afterNull';

/** The start of a page, and its values in the order of their placeholders. Throws BAD_CURSOR. */
export function pageStartOf(
  columns: readonly Pick<OrderColumn, 'form'>[],
  page: PageRequest,
): { readonly start: PageStart; readonly values: readonly unknown[] } {
  const after = cursorPosition(page, [...columns.map((column) => column.form), 'id']);
  if (after === undefined) return { start: 'start', values: [] };
  if (after[0] === null) return { start: 'afterNull', values: after.slice(1) };
  return { start: 'after', values: after.map((value, index) => cursorParameter(columns[index]?.form, value)) };
}

/**
 * A value of a cursor as a parameter of the driver. An instant is a Date, because PostgreSQL then reads years after
 * 9999 and before 1 correctly.
 */
function cursorParameter(
  form: KeysetColumn | undefined,
  value: Position[number] | undefined,
): string | number | Date | null {
  return form === 'instant' && typeof value === 'string' ? new Date(value) : (value ?? null);
}

/** Rows of a page that one range of an index has, and their order in it. */
export interface PageRange {
  readonly where: Sql;
  readonly order: Sql;
}

/** How the rows of a page are found. */
export interface PageOrder {
  /** They follow one another. */
  readonly ranges: readonly PageRange[];
  /** The order of all rows together. */
  readonly pageOrder: Sql;
}

/**
 * Beyond all values of a column, on the side from which a direction begins. A column that is read by nearness has one.
 * Instants of years up to 9999 are nearer than the precision of their distances needs.
 */
const FAR: Readonly<Partial<Record<OrderColumn['type'], Readonly<Record<Direction, Sql>>>>> = {
  timestamptz: {
    ascending: `'4713-01-01T00:00:00Z BC'::timestamptz`,
    descending: `'20000-01-01T00:00:00Z'::timestamptz`,
  },
  float8: { ascending: `'-1e6'::float8`, descending: `'1e6'::float8` },
};
/** The same of the first 48 bits of an ID, which id_number makes. */
const FAR_ID: Readonly<Record<Direction, Sql>> = { ascending: '0::float8', descending: `${2 ** 48}::float8` };

/**
 * The order of `row` by `columns` and then by ID. A nullable column has a range on each side of its nulls, because an
 * OR over both would read the index from its beginning.
 *
 * With `near`, it is the order by the distance from a point beyond all values, which a GiST index follows while it
 * passes over what a range of another column excludes. Rows of one distance are then ordered by the columns themselves.
 */
export function pageOrder(
  columns: readonly OrderColumn[],
  direction: Direction,
  row: Sql,
  start: PageStart,
  values: readonly Sql[],
  near = false,
): PageOrder {
  const [way, beyond] = direction === 'ascending' ? ['ASC', '>'] : ['DESC', '<'];
  const sorted = columns.map(({ sql }) => sql(row));
  const nullable = columns.some((column) => column.nullable);
  const id = `${row}.id`;
  const by = (nulls: string) => [...sorted.map((sql) => `${sql} ${way}${nulls}`), `${id} ${way}`].join(', ');
  const along = (where: Sql): PageRange => ({
    where,
    order: near ? `${distancesOf(columns, direction, row)}, ${by('')}` : by(''),
  });
  // Without a value there is no distance. A page has few of these rows, in the order of their IDs.
  const withoutValue = (more = ''): PageRange => ({ where: `${sorted[0]} IS NULL${more}`, order: by('') });
  const ranges: Readonly<Record<PageStart, () => readonly PageRange[]>> = {
    start: () => (nullable ? [along(`${sorted[0]} IS NOT NULL`), withoutValue()] : [along('true')]),
    afterNull: () => [withoutValue(` AND ${id} ${beyond} ${values[0]}::uuid`)],
    after: () => {
      const types = [...columns.map(({ type }) => type), 'uuid'];
      const position = types.map((type, index) => `${values[index]}::${type}`);
      const beyondPosition = `(${[...sorted, id].join(', ')}) ${beyond} (${position.join(', ')})`;
      // GiST has no comparison of rows.
      const range = along(near ? `${sorted[0]} ${beyond}= ${position[0]} AND ${beyondPosition}` : beyondPosition);
      return nullable ? [range, withoutValue()] : [range];
    },
  };
  return { ranges: ranges[start](), pageOrder: by(nullable ? ' NULLS LAST' : '') };
}

/** Whether a page with these filters is read by an index that finds the nearest rows to an end of the order. */
export function isNear(columns: readonly Pick<OrderColumn, 'near'>[], filters: readonly string[]): boolean {
  return columns.some(({ near = [] }) => filters.some((name) => near.includes(name)));
}

/** Whether the values of a page's filters decide how it is best read in this order. */
export function isWeighed(
  columns: readonly Pick<OrderColumn, 'near' | 'weighed'>[],
  filters: readonly string[],
): boolean {
  return isNear(columns, filters) || columns.some(({ weighed = [] }) => filters.some((name) => weighed.includes(name)));
}

function distancesOf([column, ...others]: readonly OrderColumn[], direction: Direction, row: Sql): Sql {
  const far = column && FAR[column.type]?.[direction];
  if (far === undefined || others.length > 0) throw new Error('Rows in this order cannot be read by nearness');
  return `${column?.sql(row)} <-> ${far}, id_number(${row}.id) <-> ${FAR_ID[direction]}`;
}

/** The text of a row's cursor: encodeCursor of kernel/paging.ts. */
export function cursorText(columns: readonly OrderColumn[], list: string, row: Sql): Sql {
  const position = columns.map((column) => positionText(column, row));
  const json = [
    `'[${JSON.stringify(list)}'`,
    ...position.map((text) => `',' || ${text}`),
    `',"' || ${row}.id || '"]'`,
  ].join(' || ');
  return `translate(encode(convert_to(${json}, 'UTF8'), 'base64'), E'+/=\\n', '-_')`;
}

function positionText({ sql, form }: OrderColumn, row: Sql): Sql {
  const value = sql(row);
  if (form === 'dayOrNull') return `coalesce('"' || to_char(${value}, 'YYYY-MM-DD') || '"', 'null')`;
  // Beyond these, PostgreSQL writes an exponent where JSON.stringify does not, or another one.
  if (form === 'numberOrNull')
    return `CASE WHEN ${value} IS NULL THEN 'null' WHEN ${value} = 0 THEN '0' WHEN abs(${value}) BETWEEN 0.0001 AND 1e14 THEN ${value}::text ELSE ${refuseRow(row)} END`;
  if (form !== 'instant') return `to_json(${value})::text`;
  // Only older rows have another year, and to_char would write it otherwise than a Date does: see UNPLANNABLE_ROW.
  return `CASE WHEN extract(year FROM ${value}) BETWEEN 1 AND 9998 THEN '"' || ${instantText(value)} || '"' ELSE ${refuseRow(row)} END`;
}

/**
 * An expression that fails for the row, with PostgreSQL's division_by_zero: the way in which a statement says that only
 * the reference can answer. It depends on the row, so it is not evaluated before there is one.
 */
function refuseRow(row: Sql): Sql {
  return `(1 / (${row}.id IS NULL)::int)::text`;
}

/** The SQLSTATE of a row that no plan can answer. */
export const UNPLANNABLE_ROW = '22012';
