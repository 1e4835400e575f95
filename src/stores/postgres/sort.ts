import type { ListOrder } from '../../kernel/ordered-list.js';
import type { PageRequest, Position } from '../../kernel/paging.js';
import { isNear, isWeighed, orderColumns, pageOrder, pageStartOf, type PageStart } from '../../plans/order.js';
import { pageRows } from '../../plans/page-rows.js';
import { requireDefined } from '../../plans/require-defined.js';
import { givenFilters } from '../../resources/read.js';
import type { Each, Resource } from '../../resources/resource.js';

/** A column that a list can be sorted by, before the id. The resource has the rest of its order. */
export interface SortColumn<Row> {
  /** For a statement's name: see Conditions. */
  readonly letter: string;
  readonly valueOf: (row: Row) => string | number | null;
}

/** How one page of a list is read. */
interface Sort<Row> {
  /** A query of the page's rows, and of one more. */
  readonly rows: (conditions: { readonly own: string; readonly each: readonly Each[] }) => string;
  /** The order of the rows. */
  readonly order: string;
  readonly positionOf: (row: Row) => Position;
  /** The name of the statement of `list`. Empty when PostgreSQL has to know the values: see OrderColumn. */
  readonly statement: (list: string) => string;
}

/** A list of a resource, as a store reads it. */
interface SortedList<Row> {
  readonly resource: Resource;
  readonly column: SortColumn<Row>;
  readonly order: ListOrder;
  /** The alias of its rows. */
  readonly alias: string;
  readonly page: PageRequest;
  /** The filters by their names; undefined where one was not given. */
  readonly filter: object;
  /** Makes placeholders. */
  readonly bind: (value: unknown) => string;
}

/** The sort of a list, from after the page's position. Throws BAD_CURSOR. */
export function sortBy<Row extends { readonly id: string }>(list: SortedList<Row>): Sort<Row> {
  const { resource, order, column, alias, page, filter, bind } = list;
  const columns = orderColumns(resource, order);
  const { start, values } = pageStartOf(columns, page);
  const filters = givenFilters(filter).map(([name]) => name);
  const near = isNear(columns, filters);
  const sorted = pageOrder(columns, order.direction, alias, start, values.map(bind), near);
  const limit = bind(page.first + 1);
  const name = `${column.letter}${order.direction === 'ascending' ? '+' : '-'}${PLACE_LETTERS[start]}`;
  return {
    rows: ({ own, each }) =>
      pageRows({ table: requireDefined(resource.table), row: alias, where: own, each, order: sorted, limit }),
    order: sorted.pageOrder,
    positionOf: (row) => [column.valueOf(row), row.id],
    statement: (of) => (isWeighed(columns, filters) ? '' : `${of}(${name})`),
  };
}

const PLACE_LETTERS: Readonly<Record<PageStart, string>> = { start: '', after: 'a', afterNull: 'n' };
