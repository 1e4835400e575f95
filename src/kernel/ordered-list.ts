import { z } from 'zod';
import { parseInput } from './validate.js';

const DIRECTIONS = ['ascending', 'descending'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** The order of a list: by a field, then by ID in the same direction. Rows without a value of the field come last. */
export interface ListOrder<Field extends string = string> {
  readonly by: Field;
  readonly direction: Direction;
}

/** A list that can be asked for in several orders. */
export interface OrderedList<Field extends string = string> {
  readonly name: string;
  /** The fields by which the list can be ordered. */
  readonly fields: readonly Field[];
  readonly defaultOrder: ListOrder<Field>;
  /** The order asked for, the default when none is. Throws BAD_INPUT. */
  parse(order: unknown): ListOrder<Field>;
}

/** A list named `name`, ordered by one of `fields`. */
export function orderedList<const Field extends string>(
  name: string,
  fields: readonly [Field, ...Field[]],
  defaultOrder: ListOrder<NoInfer<Field>>,
): OrderedList<Field> {
  const schema = z.strictObject({ by: z.enum(fields), direction: z.enum(DIRECTIONS) });
  const parse = (order: unknown) =>
    order === undefined || order === null ? defaultOrder : (parseInput(schema, order) as ListOrder<Field>);
  return { name, fields, defaultOrder, parse };
}

/**
 * The list in this order, by the name that its cursors carry: a cursor of one order is BAD_CURSOR in another. Throws
 * BAD_INPUT.
 */
export function cursorList(list: OrderedList, order: unknown): string {
  return nameInOrder(list, list.parse(order));
}

/** The same for an order that was parsed. */
export function nameInOrder({ name }: OrderedList, { by, direction }: ListOrder): string {
  return `${name} by ${by} ${direction}`;
}
