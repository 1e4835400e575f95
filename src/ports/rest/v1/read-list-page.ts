import { cursorList, type ListOrder, type OrderedList } from '../../../kernel/ordered-list.js';
import { pageRequest, consistentTotal, type Page, type PageRequest } from '../../../kernel/paging.js';
import { argumentsOf, type ListParameters } from './list-parameters.js';
import type { Listed } from './operation.js';

/**
 * Reads the page of a list that a query requests, in the order of its `sort` when the list has several orders. The
 * parameters that are not common to all lists (fields, expand, first ...) are its filter. The total is counted only if
 * it is requested, and does not contradict the page. Throws BAD_CURSOR for a cursor of another list or order.
 */
export async function readListPage<T>(
  list: string | OrderedList,
  query: object,
  read: (filter: object, page: PageRequest, order: ListOrder | undefined) => Promise<Page<T>>,
  count: (filter: object) => Promise<number>,
): Promise<Listed<T>> {
  const { first, after, filter, order } = argumentsOf(query);
  const { total } = query as ListParameters;
  const name = typeof list === 'string' ? list : cursorList(list, order);
  const request = pageRequest(name, first, after);
  const [page, counted] = await Promise.all([
    read(filter as object, request, order as ListOrder | undefined),
    total === true ? count(filter as object) : undefined,
  ]);
  return {
    page,
    list: name,
    totalCount: counted === undefined ? undefined : consistentTotal(page, request.after === undefined, counted),
  };
}
