import type { OrderedPage } from '../kernel/list-arguments.js';

/** A filter's name with its values, in the order of its placeholders. */
export type FilterUse = readonly [filter: string, ...values: unknown[]];

/** A page of a resource's rows. Its `by` is the name of one of the resource's orders. */
export type PageRead = OrderedPage;

/** The rows of a resource to read. The code that makes a read has decided that the viewer may see them. */
export interface Read {
  readonly filters: readonly FilterUse[];
  readonly page?: PageRead;
}

/** The filters whose values were given, each under its name. */
export function givenFilters(values: object): readonly FilterUse[] {
  return Object.entries(values as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}
