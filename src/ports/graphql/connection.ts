import { encodeCursor, consistentTotal, type Page } from '../../kernel/paging.js';

/**
 * A Relay connection that loads nothing until a field of it is asked for: a totalCount alone reads no page, nodes alone
 * count nothing.
 */
export interface Connection<T> {
  readonly page: () => Promise<Page<T>>;
  readonly totalCount: () => Promise<number>;
  /** Names the list in its cursors, so a cursor of another list is refused. */
  readonly list: string;
  /** Whether the page was asked for with `after`. */
  readonly isFirst: boolean;
}

/**
 * A connection over a page that is loaded at most once. Its totalCount never contradicts its page, when both are asked
 * for.
 */
export function connection<T>(
  list: string,
  isFirst: boolean,
  loadPage: () => Promise<Page<T>>,
  count: () => Promise<number>,
): Connection<T> {
  let loading: Promise<Page<T>> | undefined;
  return {
    list,
    isFirst,
    page: () => (loading ??= loadPage()),
    async totalCount() {
      const counted = await count();
      // The fields of one object are resolved in one turn, so every field that needs the page has requested it by now.
      const page = await loading?.catch(() => undefined);
      return page === undefined ? counted : consistentTotal(page, isFirst, counted);
    },
  };
}

/** The resolvers of every connection type. */
export const connectionResolvers = {
  async edges<T>({ list, page }: Connection<T>) {
    const { items, positions } = await page();
    return items.map((node, index) => ({ node, cursor: encodeCursor(list, positions[index] ?? []) }));
  },
  async nodes<T>({ page }: Connection<T>) {
    return (await page()).items;
  },
  async pageInfo<T>({ list, page, isFirst }: Connection<T>) {
    const { positions, hasNextPage } = await page();
    const cursor = (position: (typeof positions)[number] | undefined) =>
      position ? encodeCursor(list, position) : null;
    return {
      hasNextPage,
      hasPreviousPage: !isFirst,
      startCursor: cursor(positions[0]),
      endCursor: cursor(positions.at(-1)),
    };
  },
  totalCount<T>(connected: Connection<T>) {
    return connected.totalCount();
  },
};
