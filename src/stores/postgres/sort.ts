import type { Direction } from '../../kernel/ordered-list.js';
import { keyset, type KeysetColumn, type PageRequest, type Position } from '../../kernel/paging.js';

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
  const { letter, sql, type, form, nullable = false, valueOf } = column;
  const id = `${alias}.id`;
  const [way, beyond] = direction === 'ascending' ? ['ASC', '>'] : ['DESC', '<'];
  const after = keyset(page, [form, 'id']);

  // A range on each side of the nulls, rather than one condition over both: an OR would read the index from its
  // beginning.
  const nulls = `${sql} IS NULL`;
  let ranges: readonly string[];
  let place: string;
  if (after === undefined) [place, ranges] = ['', nullable ? [`${sql} IS NOT NULL`, nulls] : ['true']];
  else if (after[0] === null) [place, ranges] = ['n', [`${nulls} AND ${id} ${beyond} ${bind(after[1])}::uuid`]];
  else
    [place, ranges] = [
      'a',
      [
        `(${sql}, ${id}) ${beyond} (${bind(stored(form, after[0]))}::${type}, ${bind(after[1])}::uuid)`,
        ...(nullable ? [nulls] : []),
      ],
    ];

  return {
    name: `${letter}${direction === 'ascending' ? '+' : '-'}${place}`,
    ranges,
    indexOrder: `${sql} ${way}, ${id} ${way}`,
    pageOrder: `${sql} ${way}${nullable ? ' NULLS LAST' : ''}, ${id} ${way}`,
    positionOf: (row) => [valueOf(row), row.id],
  };
}

/**
 * A value of a cursor as the driver sends it: an instant as a Date, whose years PostgreSQL then reads rightly, beyond
 * 9999 and before 1 too.
 */
export function stored(form: KeysetColumn, value: Position[number] | undefined): string | number | Date | null {
  return form === 'instant' && typeof value === 'string' ? new Date(value) : (value ?? null);
}
