import type { FilterUse, PageRead, Read } from '../resources/read.js';
import type { OrderColumn, Resource } from '../resources/resource.js';
import { orderColumns, pageStartOf, type PageStart } from './order.js';

/** The page of a read, and where it begins. */
interface ReadPage {
  readonly request: PageRead;
  readonly columns: readonly OrderColumn[];
  readonly start: PageStart;
}

/** A read of a resource, as one place of a plan makes it. */
export interface ResourceRead {
  readonly resource: Resource;
  readonly filters: readonly FilterUse[];
  readonly page: ReadPage | undefined;
  /** In the order of their placeholders: those of the filters, and then those of the page's position. */
  readonly values: readonly unknown[];
  /** Tells apart the reads that make different texts. */
  readonly shape: string;
}

/** A read of `resource`. Throws BAD_CURSOR. */
export function resourceRead(resource: Resource, { filters, page }: Read): ResourceRead {
  const given = filters.flatMap(([, ...values]) => values);
  const used = filters.map(([filter]) => filter).join('.');
  if (page === undefined) return { resource, filters, page, values: given, shape: used };
  const columns = orderColumns(resource, page);
  const { start, values } = pageStartOf(columns, page);
  return {
    resource,
    filters,
    page: { request: page, columns, start },
    values: [...given, ...values],
    shape: `${used}(${page.by} ${page.direction} ${start} ${page.first})`,
  };
}
