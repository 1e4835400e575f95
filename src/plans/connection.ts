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
  const needsCursor = infos.some(({ name }) => name.endsWith('Cursor'));
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
  if (areAlone || (lists.length === 0 && !needsNext && !needsCursor)) return jsonObject(columns);

  const made = [
    `${row}.n`,
    ...lists.map((list, index) => {
      const item = itemJson(list, rows);
      return `${needsNext ? `CASE WHEN ${row}.n <= ${request.first} THEN ${item} END` : item} AS c${index}`;
    }),
    ...(needsCursor ? [`${cursorOf(rows)} AS cursor`] : []),
  ];
  const numbered = `(SELECT page.*, row_number() OVER () AS n FROM ${rows.query(request.first + (needsNext ? 1 : 0))} page)`;
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

const cursorOf = ({ columns, request, row }: PageRows): Sql => cursorText(columns, request.list, row);

function pageInfo({ type, fields }: PlanSelection, { first, after }: PageRead): Sql {
  const shown = `FILTER (WHERE p.n <= ${first})`;
  const values: Readonly<Record<string, Sql>> = {
    __typename: typeName(type),
    hasNextPage: `count(*) > ${first}`,
    hasPreviousPage: String(after !== undefined),
    startCursor: `(array_agg(p.cursor ORDER BY p.n) ${shown})[1]`,
    endCursor: `(array_agg(p.cursor ORDER BY p.n DESC) ${shown})[1]`,
  };
  // Aggregates cannot be in a query of their own, so this is no record: see jsonRows.
  return `json_build_object(${fields.map(({ key, name }) => `'${key}', ${requireDefined(values[name])}`).join(', ')})`;
}
