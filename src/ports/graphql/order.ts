import type { ListOrder } from '../../kernel/ordered-list.js';

/** The domain's order for an orderBy argument: undefined, the default, when it was not given. */
export function orderOf<Field extends string>(
  orderBy: { readonly field: Field; readonly direction: ListOrder['direction'] } | null | undefined,
): ListOrder<Field> | undefined {
  return orderBy ? { by: orderBy.field, direction: orderBy.direction } : undefined;
}
