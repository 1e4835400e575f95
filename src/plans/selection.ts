import type { Field, Resource } from '../resources/resource.js';

/**
 * The selected fields of an object, in the order of the answer. Ports make it from a GraphQL selection, or from REST's
 * `fields` and `expand`.
 */
export interface PlanSelection {
  /** The name of the object's type, for `__typename`. */
  readonly type: string;
  readonly fields: readonly PlanField[];
}

export interface PlanField {
  /** The key in the answer. It consists of letters, digits and underscores. */
  readonly key: string;
  /** The field's name in its resource, or `__typename`. */
  readonly name: string;
  /** The port's own field of this name, when the resource has none or has it in another form. */
  readonly as?: Field;
  /** Absent for a leaf. */
  readonly below?: PlanSelection;
  /** For a page: the index of its read. */
  readonly read?: number;
}

/** The selection of the rows of a read. */
export interface PlanPart {
  readonly resource: Resource;
  readonly read: number;
  readonly below: PlanSelection;
}

/** A field of the answer's root: one row, a page of rows, or rows of several resources in the order of given IDs. */
export type PlanRoot =
  ({ readonly kind: 'one' | 'page' } & PlanPart) | { readonly kind: 'among'; readonly parts: readonly PlanPart[] };

/**
 * The filter of the reads of an `among` root, before all others. Its values are IDs, the place of each in the list, and
 * the length of the list. A place without a row is null.
 */
export const AMONG = 'among';
