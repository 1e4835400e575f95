import {
  GraphQLError,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  Kind,
  type ExecutionResult,
  type FieldNode,
} from 'graphql';
import { RESOURCES } from '../../../resources/resources.js';
import { executeCoerced } from '../execute-coerced.js';
import type { Outline, Place, PlannedBranch } from './outline.js';
import type { ExecutableOperation } from '../executable-operation.js';

type Json = Record<string, unknown>;

/** The resolvers' answers for the places of planned roots. */
export interface PlacesAnswer {
  /** The text of each root with places, by key. Null when a non-null field in it failed. */
  readonly texts: ReadonlyMap<string, string | null>;
  readonly errors: readonly GraphQLError[];
  /** Whether the operation is refused as a whole. */
  readonly isRefused: boolean;
}

/** Answers the places of planned roots by resolvers, all together, from objects in the statement's answer. */
type AnswerPlaces = (
  execution: ExecutableOperation,
  outline: Outline,
  textOf: ReadonlyMap<string, string | null>,
) => Promise<PlacesAnswer>;

/** An object of a place in the value of its root. */
interface Owner {
  readonly object: Json;
  readonly path: readonly (string | number)[];
}

interface OpenPlace extends Place {
  readonly root: string;
  readonly owners: readonly Owner[];
}

/** See AnswerPlaces. */
export function createPlaces(schema: GraphQLSchema): AnswerPlaces {
  const holder = holderOf(schema);

  return async ({ contextValue, operationName, variables }, { branches, selecting }, textOf) => {
    const roots = new Map<string, Json>();
    const open: OpenPlace[] = [];
    for (const branch of branches) {
      if (branch.kind !== 'planned' || branch.places.length === 0) continue;
      const value = JSON.parse(textOf.get(branch.key) ?? 'null') as Json | null;
      if (value === null) continue;
      // The statement's text is bounded. The value that is parsed from it counts as resolved data does.
      try {
        contextValue.meter.addJson(value, branch.key.length);
      } catch (error) {
        return { texts: new Map(), errors: [error as GraphQLError], isRefused: true };
      }
      roots.set(branch.key, value);
      for (const place of branch.places)
        open.push({ ...place, root: branch.key, owners: ownersOf(value, place.path, [branch.key]) });
    }
    const used = open.filter(({ owners }) => owners.length > 0);
    const result: ExecutionResult =
      used.length === 0
        ? { data: {} }
        : await executeCoerced({
            schema: holder,
            document: selecting(used.map((place, index) => holderField(place, index))),
            rootValue: Object.fromEntries(
              used.map(({ key, owners }, index) => [keyOf(index), owners.map(({ object }) => object[key])]),
            ),
            contextValue,
            operationName,
            variableValues: variables,
          });
    const { data } = result;
    if (data === undefined || data === null) return { texts: new Map(), errors: result.errors ?? [], isRefused: true };

    const failed = new Set<string>();
    for (const [index, { key, root, owners }] of used.entries()) {
      const answers = data[keyOf(index)] as readonly (Json | null)[];
      for (const [n, { object }] of owners.entries()) {
        const answer = answers[n];
        if (answer) object[key] = answer[key];
        else failed.add(root);
      }
    }
    return {
      texts: new Map([...roots].map(([key, value]) => [key, failed.has(key) ? null : JSON.stringify(value)])),
      errors: errorsOf(result, used, failed),
      isRefused: false,
    };
  };
}

/** Whether resolvers have something to do below this root. */
export const hasPlaces = ({ places }: PlannedBranch): boolean => places.length > 0;

const keyOf = (index: number) => `p${index}`;

/** A query type whose fields are lists of objects that are already read, one for each type with such a reference. */
function holderOf(schema: GraphQLSchema): GraphQLSchema {
  const types = RESOURCES.flatMap(({ name, reference }) => {
    const type = schema.getType(name);
    return reference !== undefined && type instanceof GraphQLObjectType ? [type] : [];
  });
  const query = new GraphQLObjectType({
    name: 'PlannedObjects',
    fields: Object.fromEntries(
      types.map((type) => [
        type.name,
        { type: new GraphQLList(type), resolve: (objects: Json, _args, _context, { path }) => objects[path.key] },
      ]),
    ),
  });
  return new GraphQLSchema({ ...schema.toConfig(), query, mutation: null, subscription: null, assumeValid: true });
}

function holderField({ type, nodes }: Place, index: number): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: keyOf(index) },
    name: { kind: Kind.NAME, value: type },
    selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
  };
}

function ownersOf(value: unknown, path: readonly string[], at: readonly (string | number)[]): readonly Owner[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => ownersOf(item, path, [...at, index]));
  const [key, ...further] = path;
  const object = value as Json;
  return key === undefined ? [{ object, path: at }] : ownersOf(object[key], further, [...at, key]);
}

/**
 * The errors, with their paths in the answer. Of the errors in a root that has become null, only the first non-null
 * failure is kept: the others are below that null.
 */
function errorsOf(
  { data, errors = [] }: ExecutionResult,
  used: readonly OpenPlace[],
  failed: ReadonlySet<string>,
): readonly GraphQLError[] {
  const told = new Set<string>();
  return errors.flatMap((error) => {
    const [list, n, ...below] = error.path ?? [];
    const place = used[Number(String(list).slice(1))];
    const owner = place?.owners[Number(n)];
    if (place === undefined || owner === undefined) return [error];
    if (failed.has(place.root)) {
      const madeNull = (data?.[String(list)] as readonly unknown[])[Number(n)] === null;
      if (!madeNull || told.has(place.root)) return [];
      told.add(place.root);
    }
    const { message, nodes, source, positions, originalError, extensions } = error;
    return [new GraphQLError(message, nodes, source, positions, [...owner.path, ...below], originalError, extensions)];
  });
}
