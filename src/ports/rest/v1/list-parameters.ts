import type { ListArguments } from '../../../kernel/list-arguments.js';
import type { ListOrder } from '../../../kernel/ordered-list.js';

/** What the query of a page has beside its filter. */
export interface ListParameters {
  readonly first?: number | undefined;
  readonly after?: string | undefined;
  readonly total?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly fields?: unknown;
  readonly expand?: unknown;
}

/** The arguments of a list that a query has, as `listed` reads them. */
export function argumentsOf(query: object): ListArguments {
  const { first, after, total: _total, sort, fields: _fields, expand: _expand, ...filter } = query as ListParameters;
  return { first, after, filter, order: orderOf(sort) };
}

/** The order that a valid `sort` means; undefined for the list's own. */
function orderOf(sort: string | undefined): ListOrder | undefined {
  if (sort === undefined) return undefined;
  return sort.startsWith('-') ? { by: sort.slice(1), direction: 'descending' } : { by: sort, direction: 'ascending' };
}
