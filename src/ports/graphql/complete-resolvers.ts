import type { Resolvers, ResolversParentTypes } from './generated/resolvers-types.js';

/**
 * The resolvers that schema.graphql needs. `satisfies CompleteResolvers` is a type error, naming the type and the field,
 * when one is left out: graphql-js would read a property that is not there, and answer null.
 *
 * - Every field of Query, Mutation and Subscription has one.
 * - A field of another type has one, unless the value it is resolved from (codegen.yml's mapper) has a property of this
 *   name that graphql-js can answer as it is: of the field's type, and always there when the field is never null.
 */
export type CompleteResolvers = { [T in TypesWithNeeds]-?: Required<Pick<ResolversOf<T>, NeedsOf<T>>> };

type TypeName = keyof Resolvers & keyof ResolversParentTypes;
type ResolversOf<T extends TypeName> = NonNullable<Resolvers[T]>;
type FieldOf<T extends TypeName> = Exclude<keyof ResolversOf<T>, '__isTypeOf' | '__resolveType' | symbol | number>;
type TypesWithNeeds = { [T in TypeName]: [NeedsOf<T>] extends [never] ? never : T }[TypeName];

/** Interfaces and unions have no fields of their own to resolve, scalars no fields at all. */
type NeedsOf<T extends TypeName> = '__resolveType' extends keyof ResolversOf<T>
  ? never
  : 'parseLiteral' extends keyof ResolversOf<T>
    ? never
    : {
        [F in FieldOf<T>]: IsServed<ResolversParentTypes[T], F, ResultOf<ResolversOf<T>[F]>> extends true ? never : F;
      }[FieldOf<T>];

/** The awaited result of a resolver. */
type ResultOf<Resolver> =
  NonNullable<Resolver> extends infer R
    ? R extends (...args: never[]) => infer Result
      ? Awaited<Result>
      : never
    : never;

/** Whether the property of the same name answers the field. The parent of a root field has any name, and nothing in it. */
type IsServed<Parent, Field, Result> = string extends keyof Parent
  ? false
  : Field extends keyof Parent
    ? [Parent[Field]] extends [Result | undefined]
      ? undefined extends Parent[Field]
        ? null extends Result
          ? true
          : false
        : true
      : false
    : false;
