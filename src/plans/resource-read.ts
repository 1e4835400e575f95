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
  const values: unknown[] = [];
  let shape = '';
  for (const filter of filters) {
    shape += `${filter[0]}.`;
    for (let index = 1; index < filter.length; index += 1) values.push(filter[index]);
  }
  if (page === undefined) return { resource, filters, page, values, shape };
  const columns = orderColumns(resource, page);
  const position = pageStartOf(columns, page);
  const { start } = position;
  values.push(...position.values);
  shape += `(${page.by} ${page.direction} ${start} ${page.first})`;
  return { resource, filters, page: { request: page, columns, start }, values, shape };
}
