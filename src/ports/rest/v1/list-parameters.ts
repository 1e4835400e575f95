import type { ListArguments } from '../../../kernel/list-arguments.js';
import type { ListOrder } from '../../../kernel/ordered-list.js';

/** The query parameters of a page, except its filter. */
export interface ListParameters {
  readonly first?: number | undefined;
  readonly after?: string | undefined;
  readonly total?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly fields?: unknown;
  readonly expand?: unknown;
}

/** The list arguments in a query, for readListPage. */
export function argumentsOf(query: object): ListArguments {
  const { first, after, total: _total, sort, fields: _fields, expand: _expand, ...filter } = query as ListParameters;
  return { first, after, filter, order: orderOf(sort) };
}

/** The order of a valid `sort`. Undefined for the default order of the list. */
function orderOf(sort: string | undefined): ListOrder | undefined {
  if (sort === undefined) return undefined;
  return sort.startsWith('-') ? { by: sort.slice(1), direction: 'descending' } : { by: sort, direction: 'ascending' };
}
