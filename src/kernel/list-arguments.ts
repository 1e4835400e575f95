import { nameInOrder, type Direction, type OrderedList } from './ordered-list.js';
import { pageRequest, type PageRequest } from './paging.js';

/** The arguments of a list, as a caller gives them: not validated yet. */
export interface ListArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly filter?: unknown;
  /** `{ by, direction }`. */
  readonly order?: unknown;
}

/** A page of a list, in an order. */
export interface OrderedPage extends PageRequest {
  readonly list: string;
  readonly by: string;
  readonly direction: Direction;
}

/** The page that the arguments ask for. Throws LIMIT_EXCEEDED, BAD_INPUT or BAD_CURSOR. */
export function orderedPage(list: OrderedList, args: ListArguments): OrderedPage {
  const { by, direction } = list.parse(args.order);
  return fixedPage(nameInOrder(list, { by, direction }), by, direction, args);
}

/** The same for a list that has one order only. */
export function fixedPage(
  name: string,
  by: string,
  direction: Direction,
  { first, after }: ListArguments,
): OrderedPage {
  return { list: name, by, direction, ...pageRequest(name, first, after) };
}
