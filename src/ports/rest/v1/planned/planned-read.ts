import type { ListArguments } from '../../../../kernel/list-arguments.js';
import type { Read } from '../../../../resources/read.js';
import { argumentsOf } from '../list-parameters.js';

/** How an operation's answer is read by a statement. The answer says of which resource it is. */
export type PlannedRead =
  /** One row. `isOpen` when everyone may read it, so that it need not belong to the viewer's tenant. */
  | { readonly kind: 'one'; readonly read: Read; readonly isOpen?: true }
  /** A page of rows, below a row that has to exist. */
  | { readonly kind: 'page'; readonly read: Read; readonly below?: { readonly of: string; readonly read: Read } }
  /** The list that a field of a row is. */
  | { readonly kind: 'all'; readonly of: string; readonly read: Read; readonly field: string };

export const one = (read: Read): PlannedRead => ({ kind: 'one', read });
export const openOne = (read: Read): PlannedRead => ({ kind: 'one', read, isOpen: true });
/** The list `field` of the row of `of` that `read` finds. */
export const listOf = (of: string, field: string, read: Read): PlannedRead => ({ kind: 'all', of, read, field });

/** A page, as `read` makes it of the arguments that a query has. */
export function pageOf(
  query: object,
  read: (args: ListArguments) => Read,
  below?: { readonly of: string; readonly read: Read },
): PlannedRead {
  return { kind: 'page', read: read(argumentsOf(query)), ...(below && { below }) };
}
