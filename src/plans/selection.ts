import type { Field, Resource } from '../resources/resource.js';

/**
 * What is asked of an object: its fields in the order of the answer. Ports make it from a GraphQL selection or from
 * REST's `fields` and `expand`.
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
  /** What a port has under this name where the resource has nothing, or has it in another form. */
  readonly as?: Field;
  /** Absent for a leaf. */
  readonly below?: PlanSelection;
  /** For a page: the index of its read. */
  readonly read?: number;
}

/** A field of the answer's root: one row, or a page of rows. */
export interface PlanRoot {
  readonly kind: 'one' | 'page';
  readonly resource: Resource;
  readonly read: number;
  readonly below: PlanSelection;
}
