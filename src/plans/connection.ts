import type { PageRead } from '../resources/read.js';
import type { OrderColumn, Sql } from '../resources/resource.js';
import { jsonList, jsonObject, typeName, type Column } from './json-text.js';
import { cursorText } from './order.js';
import { requireDefined } from './require-defined.js';
import type { PlanField, PlanSelection } from './selection.js';

/** A page of rows of which a connection is made. */
interface PageRows {
  readonly request: PageRead;
  /** Of the order. */
  readonly columns: readonly OrderColumn[];
  /** The alias of a row of the page. */
  readonly row: Sql;
  /** A query of the page's rows in their order, of at most so many. */
  readonly query: (limit: number) => Sql;
  /** The number of rows of the whole list. */
  readonly count: () => Sql;
  /** The columns of a row for its selection. */
  readonly node: (selection: PlanSelection) => readonly Column[];
}

/** A Relay connection as JSON. */
export function connectionJson({ type, fields }: PlanSelection, rows: PageRows): Sql {
  const { request, row } = rows;
  const infos = fields.flatMap(({ name, below }) => (name === 'pageInfo' ? requireDefined(below).fields : []));
  const needsNext = infos.some(({ name }) => name === 'hasNextPage');
  const cursors = CURSORS.filter((cursor) => infos.some(({ name }) => name === cursor));
  const lists = fields.filter(({ name }) => name === 'nodes' || name === 'edges');
  // Nodes that nothing else of the page is asked for with need no numbers.
  const areAlone = lists.length === 1 && lists[0]?.name === 'nodes' && infos.length === 0;

  const columns = fields.map((field): Column => {
    const { key, name, below } = field;
    switch (name) {
      case '__typename':
        return [key, typeName(type)];
      case 'totalCount':
        return [key, rows.count()];
      case 'pageInfo':
        return [key, pageInfo(requireDefined(below), request)];
      case 'nodes':
      case 'edges':
        return [
          key,
          areAlone
            ? jsonList(rows.node(requireDefined(below)), `FROM ${rows.query(request.first)} ${row}`)
            : collected(lists.indexOf(field), needsNext ? request.first : undefined),
        ];
      default:
        throw new Error(`A connection has no field ${name}`);
    }
  });
  // Only aggregates make one row of all, so there is nothing to read for other fields.
  if (areAlone || (lists.length === 0 && !needsNext && cursors.length === 0)) return jsonObject(columns);

  const made = [
    `${row}.n`,
    ...lists.map((list, index) => {
      const item = itemJson(list, rows);
      return `${needsNext ? `CASE WHEN ${row}.n <= ${request.first} THEN ${item} END` : item} AS c${index}`;
    }),
    // A cursor takes longer to make than the rest of a small row.
    ...cursors.map((cursor) => `CASE WHEN ${IS_AT[cursor](row, request)} THEN ${cursorOf(rows)} END AS "${cursor}"`),
  ];
  const numbers = [
    'row_number() OVER () AS n',
    ...(cursors.includes('endCursor') ? ['lead(1) OVER () IS NULL AS is_last'] : []),
  ];
  const limit = request.first + (needsNext ? 1 : 0);
  const numbered = `(SELECT page.*, ${numbers.join(', ')} FROM ${rows.query(limit)} page)`;
  return jsonObject(columns, `FROM (SELECT ${made.join(', ')} FROM ${numbered} ${row}) p`);
}

/** The list of the items c0, c1, ... of all rows; with `shown`, of the first so many. */
function collected(index: number, shown: number | undefined): Sql {
  return `coalesce(json_agg(p.c${index})${shown === undefined ? '' : ` FILTER (WHERE p.n <= ${shown})`}, '[]'::json)`;
}

/** A node, or an edge around it. */
function itemJson({ name, below }: PlanField, rows: PageRows): Sql {
  const selection = requireDefined(below);
  if (name === 'nodes') return jsonObject(rows.node(selection));
  return jsonObject(
    selection.fields.map((field): Column => {
      if (field.name === '__typename') return [field.key, typeName(selection.type)];
      return [field.key, field.name === 'cursor' ? cursorOf(rows) : jsonObject(rows.node(requireDefined(field.below)))];
    }),
  );
}

const CURSORS = ['startCursor', 'endCursor'] as const;

/** Whether a numbered row is the one at a cursor of the page. The page may have been read with one row more. */
const IS_AT: Readonly<Record<(typeof CURSORS)[number], (row: Sql, request: PageRead) => Sql>> = {
  startCursor: (row, { first }) => `${row}.n = ${Math.min(1, first)}`,
  endCursor: (row, { first }) => `${row}.n = ${first} OR (${row}.is_last AND ${row}.n < ${first})`,
};

const cursorOf = ({ columns, request, row }: PageRows): Sql => cursorText(columns, request.list, row);

function pageInfo({ type, fields }: PlanSelection, { first, after }: PageRead): Sql {
  const values: Readonly<Record<string, Sql>> = {
    __typename: typeName(type),
    hasNextPage: `count(*) > ${first}`,
    hasPreviousPage: String(after !== undefined),
    startCursor: 'max(p."startCursor")',
    endCursor: 'max(p."endCursor")',
  };
  // Aggregates cannot be in a query of their own, so this is no record: see jsonRows.
  return `json_build_object(${fields.map(({ key, name }) => `'${key}', ${requireDefined(values[name])}`).join(', ')})`;
}
