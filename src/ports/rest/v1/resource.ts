import type { z } from 'zod';
import { DomainError } from '../../../kernel/errors.js';
import type { Selection } from '../../../kernel/selection.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { GatewayServices } from '../../../domain/services.js';

/** The context of a read: the viewer and the services. */
export interface ReadContext {
  readonly viewer: Viewer;
  readonly services: GatewayServices;
}

/** A deprecated field. Every response that has it says so in its headers. */
export interface Deprecation {
  readonly field: string;
  /** The field to use instead. */
  readonly use: string;
  readonly since: Date;
  /** The time at which it is removed. */
  readonly sunset: Date;
}

/**
 * A kind of resource in REST. `schema` has exactly the fields that `present` returns. Related resources, included only
 * on request, are in `expansions`.
 */
export interface Resource<T> {
  /** In documents and, with a small first letter, as XML's root element. */
  readonly name: string;
  readonly schema: z.ZodObject;
  readonly present: (value: T) => Readonly<Record<string, unknown>>;
  /**
   * Own fields that an answer has only when `fields` names them, because they cost more than the others. They change
   * without the version.
   */
  readonly onRequest?: readonly string[];
  /** Loads own fields that some services leave out, for all values at once, in a bounded number of statements. */
  readonly complete?: (context: ReadContext, values: readonly T[], fields: Selection) => Promise<readonly T[]>;
  readonly expansions: Readonly<Record<string, Expansion<T>>>;
  /** For If-Match. */
  readonly versionOf?: (value: T) => number | undefined;
  /** The expansions that do not change without the version either: paths, as `expand` has them. */
  readonly versionCovers?: readonly string[];
  readonly deprecations?: readonly Deprecation[];
}

/** An expansion of a T: one resource (or null) or a bounded list for each parent. */
export interface Expansion<T> {
  readonly resource: () => AnyResource;
  readonly list: boolean;
  readonly description: string;
  /** The children of each parent, in the parents' order; one bounded number of statements for all of them. */
  readonly load: (context: ReadContext, parents: readonly T[], below: Selection) => Promise<readonly unknown[]>;
  /** Of how many parents the lists are surely within the bound that `load` checks. Absent when there is none. */
  readonly mostParents?: number;
}

// A resource of any kind. The builders below ensure that its functions only get values of their own kind.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyResource = Resource<any>;

/** An expansion to one thing, or null. */
export function toOne<T, C>(
  resource: () => Resource<C>,
  description: string,
  load: (context: ReadContext, parents: readonly T[], below: Selection) => Promise<readonly (C | null)[]>,
): Expansion<T> {
  return { resource, list: false, description, load };
}

/** An expansion to a list whose length is bounded by nature (the pages of a survey, the seats of a show). */
export function toMany<T, C>(
  resource: () => Resource<C>,
  description: string,
  load: (context: ReadContext, parents: readonly T[], below: Selection) => Promise<readonly (readonly C[])[]>,
  bound: Pick<Expansion<T>, 'mostParents'> = {},
): Expansion<T> {
  return { resource, list: true, description, load, ...bound };
}

/** The map's value for each parent, by the parent's key. Throws when the value is an error. */
export function valuesByParent<T, V, E>(
  parents: readonly T[],
  found: ReadonlyMap<string, V | DomainError>,
  keyOf: (parent: T) => string,
  otherwise: E,
): readonly (V | E)[] {
  return parents.map((parent) => {
    const value = found.get(keyOf(parent));
    if (value instanceof DomainError) throw value;
    return value ?? otherwise;
  });
}

/** The distinct keys of `parents`. */
export function distinctKeys<T>(parents: readonly T[], keyOf: (parent: T) => string): readonly string[] {
  return [...new Set(parents.map(keyOf))];
}
