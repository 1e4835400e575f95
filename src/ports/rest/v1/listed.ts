import { cursorList, type ListOrder, type OrderedList } from '../../../kernel/ordered-list.js';
import { pageRequest, totalBeside, type Page, type PageRequest } from '../../../kernel/paging.js';
import type { Listed } from './operation.js';

interface ListParameters {
  readonly first?: number | undefined;
  readonly after?: string | undefined;
  readonly total?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly fields?: unknown;
  readonly expand?: unknown;
}

/**
 * The page of a list that a query asks for, in the order of its `sort` where the list has several; the names in it that
 * are not of every list (fields, expand, first ...) are its filter. The count is made only when it is asked for, and
 * does not contradict the page. Throws BAD_CURSOR for a cursor of another list or order.
 */
export async function listed<T, Q extends object>(
  list: string | OrderedList,
  query: Q,
  read: (filter: object, page: PageRequest, order: ListOrder | undefined) => Promise<Page<T>>,
  count: (filter: object) => Promise<number>,
): Promise<Listed<T>> {
  const { first, after, total, sort, fields: _fields, expand: _expand, ...filter } = query as Q & ListParameters;
  const order = orderOf(sort);
  const name = typeof list === 'string' ? list : cursorList(list, order);
  const request = pageRequest(name, first, after);
  const [page, counted] = await Promise.all([read(filter, request, order), total === true ? count(filter) : undefined]);
  return {
    page,
    list: name,
    totalCount: counted === undefined ? undefined : totalBeside(page, request.after === undefined, counted),
  };
}

/** The order that a valid `sort` means; undefined for the list's own. */
function orderOf(sort: string | undefined): ListOrder | undefined {
  if (sort === undefined) return undefined;
  return sort.startsWith('-') ? { by: sort.slice(1), direction: 'descending' } : { by: sort, direction: 'ascending' };
}
