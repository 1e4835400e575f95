import type { ListOrder } from '../../kernel/ordered-list.js';
import type { PageRequest, Position } from '../../kernel/paging.js';
import { isWeighed, orderColumns, pageOrder, pageStartOf, type PageStart } from '../../plans/order.js';
import type { Resource } from '../../resources/resource.js';

/** A column that a list can be sorted by, before the id. The resource has the rest of its order. */
export interface SortColumn<Row> {
  /** For a statement's name: see Conditions. */
  readonly letter: string;
  readonly valueOf: (row: Row) => string | number | null;
}

/**
 * How one page is read in an order: `ranges` are the conditions of one range of the index (column, id) each, which
 * follow each other and are all in `indexOrder`; `pageOrder` is the order of their rows together. Descending, the same
 * index is read from its end.
 */
interface Sort<Row> {
  readonly ranges: readonly string[];
  readonly indexOrder: string;
  readonly pageOrder: string;
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
  /** The filters that were given, by their names. */
  readonly filter: object;
  /** Makes placeholders. */
  readonly bind: (value: unknown) => string;
}

/** The sort of a list, from after the page's position. Throws BAD_CURSOR. */
export function sortBy<Row extends { readonly id: string }>(list: SortedList<Row>): Sort<Row> {
  const { resource, order, column, alias, page, filter, bind } = list;
  const columns = orderColumns(resource, order);
  const { start, values } = pageStartOf(columns, page);
  const { ranges, rangeOrder, pageOrder: sorted } = pageOrder(columns, order.direction, alias, start, values.map(bind));
  const name = `${column.letter}${order.direction === 'ascending' ? '+' : '-'}${PLACE_LETTERS[start]}`;
  return {
    ranges,
    indexOrder: rangeOrder,
    pageOrder: sorted,
    positionOf: (row) => [column.valueOf(row), row.id],
    statement: (of) => (isWeighed(columns, Object.keys(filter)) ? '' : `${of}(${name})`),
  };
}

const PLACE_LETTERS: Readonly<Record<PageStart, string>> = { start: '', after: 'a', afterNull: 'n' };
