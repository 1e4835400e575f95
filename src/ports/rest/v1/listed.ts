import { pageRequest, type Page, type PageRequest } from '../../../kernel/paging.js';
import type { Listed } from './operation.js';

interface PageParameters {
  readonly first?: number | undefined;
  readonly after?: string | undefined;
  readonly total?: boolean | undefined;
}

/**
 * The page of a list that a query asks for; the names in it that are not of every list (fields, expand, first ...) are its filter. The count is
 * made only when it is asked for. Throws BAD_CURSOR for a cursor of another list or order.
 */
export async function listed<T, Q extends object>(
  list: string,
  query: Q,
  read: (filter: object, page: PageRequest) => Promise<Page<T>>,
  count: (filter: object) => Promise<number>,
): Promise<Listed<T>> {
  const { first, after, total, fields: _fields, expand: _expand, ...filter } = query as Q & PageParameters & { readonly fields?: unknown; readonly expand?: unknown };
  const request = pageRequest(list, first, after);
  const [page, totalCount] = await Promise.all([read(filter, request), total === true ? count(filter) : undefined]);
  return { page, list, totalCount };
}
