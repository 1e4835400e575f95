import type { Direction } from '../../kernel/ordered-list.js';
import type { KeysetColumn, PageRequest, Position } from '../../kernel/paging.js';
import { pageOrder, pageStartOf, type PageStart } from '../../plans/order.js';

/** A column that a list can be sorted by, before the id. */
export interface SortColumn<Row> {
  readonly letter: string;
  readonly sql: string;
  readonly type: 'timestamptz' | 'text' | 'date' | 'float8';
  readonly form: KeysetColumn;
  readonly valueOf: (row: Row) => string | number | null;
  /** It may be null: those rows come last in either direction. */
  readonly nullable?: true;
}

/**
 * How one page is read in an order: `ranges` are the conditions of one range of the index (column, id) each, which
 * follow each other and are all in `indexOrder`; `pageOrder` is the order of their rows together. Descending, the same
 * index is read from its end.
 */
interface Sort<Row> {
  /** Letters for a statement's name: see Conditions. */
  readonly name: string;
  readonly ranges: readonly string[];
  readonly indexOrder: string;
  readonly pageOrder: string;
  readonly positionOf: (row: Row) => Position;
}

/**
 * The sort of the rows `alias` by `column`, from after the page's position; `bind` makes placeholders. Throws
 * BAD_CURSOR.
 */
export function sortBy<Row extends { readonly id: string }>(
  column: SortColumn<Row>,
  direction: Direction,
  alias: string,
  page: PageRequest,
  bind: (value: unknown) => string,
): Sort<Row> {
  const { letter, sql, type, form, nullable, valueOf } = column;
  const columns = [{ sql: () => sql, type, form, ...(nullable && { nullable }) }];
  const { start, values } = pageStartOf(columns, page);
  const { ranges, rangeOrder, pageOrder: order } = pageOrder(columns, direction, alias, start, values.map(bind));
  return {
    name: `${letter}${direction === 'ascending' ? '+' : '-'}${PLACE_LETTERS[start]}`,
    ranges,
    indexOrder: rangeOrder,
    pageOrder: order,
    positionOf: (row) => [valueOf(row), row.id],
  };
}

const PLACE_LETTERS: Readonly<Record<PageStart, string>> = { start: '', after: 'a', afterNull: 'n' };
