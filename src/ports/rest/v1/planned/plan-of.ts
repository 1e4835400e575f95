import { findResource, resourceOf } from '../../../../resources/resources.js';
import type { Resource as Described } from '../../../../resources/resource.js';
import type { PlanField, PlanRoot, PlanSelection } from '../../../../plans/selection.js';
import { isWanted, type FieldSelection } from '../field-selection.js';
import { jsonSchemaOf, type JsonSchema } from '../http/json-schema.js';
import type { AnyResource, Deprecation } from '../resource.js';
import type { PlannedRead } from './planned-read.js';
import { restField } from './rest-fields.js';

/** The parts of an operation's answer that a statement reads. */
export interface RestPlan {
  readonly roots: readonly PlanRoot[];
  /** The deprecated fields that an answer has unless it is empty. */
  readonly deprecations: ReadonlySet<Deprecation>;
}

/** The keys under which a statement has the parts of a list; the last one has the rows. */
export const PAGE_KEYS = { total: 'total', info: 'info', rows: 'data' } as const;

interface Place {
  /** Whether the row belongs to the viewer's tenant. */
  readonly isMembers: boolean;
  /** How many rows there are at most, as far as that is known. */
  readonly rows: number;
  /** Whether there is a row as soon as the answer has one. */
  readonly isCertain: boolean;
}

/** A selection has something that no statement answers. */
class Unplannable extends Error {}

/**
 * The plan of an answer of `resource`, for reads in this order: of the row above a page, if there is one, and of the
 * answer. Undefined when only services can answer it.
 */
export function planOf(
  planned: PlannedRead,
  resource: AnyResource,
  wanted: FieldSelection,
  withTotal: boolean,
): RestPlan | undefined {
  const described = findResource(resource.name);
  if (described === undefined) return undefined;
  const deprecations = new Set<Deprecation>();
  const select = (rows: number, isMembers = true) =>
    selection(resource, described, wanted, { isMembers, rows, isCertain: true }, deprecations);
  try {
    switch (planned.kind) {
      case 'one':
        return {
          roots: [{ kind: 'one', resource: described, read: 0, below: select(1, planned.isOpen !== true) }],
          deprecations,
        };
      case 'all': {
        const above = resourceOf(planned.of);
        const rows = { key: PAGE_KEYS.rows, name: planned.field, below: select(Infinity) };
        return {
          roots: [{ kind: 'one', resource: above, read: 0, below: { type: planned.of, fields: [rows] } }],
          deprecations,
        };
      }
      case 'page': {
        const { below, read } = planned;
        const page: PlanRoot = {
          kind: 'page',
          resource: described,
          read: below === undefined ? 0 : 1,
          below: connection(described.name, select(read.page?.first ?? Infinity), withTotal),
        };
        return { roots: below === undefined ? [page] : [existing(below.of), page], deprecations };
      }
    }
  } catch (error) {
    if (error instanceof Unplannable) return undefined;
    throw error;
  }
}

/** The version of the row that the first read finds; undefined when it has none. */
export function versionRoot(of: string): PlanRoot | undefined {
  const resource = resourceOf(of);
  const as = restField(resource, 'version');
  if (as === undefined) return undefined;
  return { kind: 'one', resource, read: 0, below: { type: of, fields: [{ key: 'version', name: 'version', as }] } };
}

function existing(of: string): PlanRoot {
  return { kind: 'one', resource: resourceOf(of), read: 0, below: { type: of, fields: [{ key: 'id', name: 'id' }] } };
}

function connection(of: string, rows: PlanSelection, withTotal: boolean): PlanSelection {
  const info: PlanSelection = {
    type: 'PageInfo',
    fields: [
      { key: 'hasNextPage', name: 'hasNextPage' },
      { key: 'endCursor', name: 'endCursor' },
    ],
  };
  return {
    type: `${of}Connection`,
    fields: [
      ...(withTotal ? [{ key: PAGE_KEYS.total, name: 'totalCount' }] : []),
      { key: PAGE_KEYS.info, name: 'pageInfo', below: info },
      { key: PAGE_KEYS.rows, name: 'nodes', below: rows },
    ],
  };
}

/** Own fields in the order of the schema, and then the expansions in the order in which they were asked for. */
function selection(
  resource: AnyResource,
  described: Described,
  wanted: FieldSelection,
  place: Place,
  deprecations: Set<Deprecation>,
): PlanSelection {
  for (const deprecation of resource.deprecations ?? []) {
    if (!isWanted(resource, wanted, deprecation.field)) continue;
    // Whether the answer has it would depend on its rows.
    if (!place.isCertain) throw new Unplannable();
    deprecations.add(deprecation);
  }
  const schema = jsonSchemaOf(resource.schema).properties ?? {};
  const own = Object.entries(schema).filter(([name]) => isWanted(resource, wanted, name));
  const below = [...wanted.expand].map(([name, child]): PlanField => {
    const expansion = resource.expansions[name];
    const as = restField(described, name);
    if (expansion === undefined || as === undefined || as.kind === 'value' || as.kind === 'shape')
      throw new Unplannable();
    if (as.kind === 'elsewhere' || as.kind === 'page') throw new Unplannable();
    if (as.kind === 'many' && as.membersOnly && !place.isMembers) throw new Unplannable();
    if (place.rows > (expansion.mostParents ?? Infinity)) throw new Unplannable();
    const under = as.kind === 'one' ? place : { ...place, rows: Infinity, isCertain: false };
    return {
      key: name,
      name,
      as,
      below: selection(expansion.resource(), resourceOf(as.of), child, under, deprecations),
    };
  });
  const ownFields = own.map(([name, shape]) => ownField(described, name, shape, place.isMembers));
  return { type: described.name, fields: [...ownFields, ...below] };
}

function ownField(described: Described, name: string, schema: JsonSchema, isMembers: boolean): PlanField {
  const as = restField(described, name);
  if (as === undefined || as.kind === 'elsewhere' || as.kind === 'page') throw new Unplannable();
  if (as.kind === 'value') {
    if (as.membersOnly && !isMembers) throw new Unplannable();
    return { key: name, name, as };
  }
  const names = Object.entries(objectIn(schema).properties ?? {});
  if (as.kind === 'shape')
    return { key: name, name, as, below: { type: described.name, fields: names.map(([key]) => ({ key, name: key })) } };
  const of = resourceOf(as.of);
  return {
    key: name,
    name,
    as,
    below: { type: of.name, fields: names.map(([key, below]) => ownField(of, key, below, isMembers)) },
  };
}

/** The schema of the object that a value is, or is a list of, unless it is null. */
function objectIn(schema: JsonSchema): JsonSchema {
  if (schema.items !== undefined) return objectIn(schema.items);
  const member = schema.anyOf?.find(({ type }) => type !== 'null');
  return member === undefined ? schema : objectIn(member);
}
