import type { ColumnField, Field, Resource } from './resource.js';

/** The value of a GraphQL type, as a row has it. */
type Leaf<T extends string> = T extends 'Int' | 'Float' ? number : T extends 'Boolean' ? boolean : string;
type Value<T extends string> = T extends `${infer Named}!` ? Leaf<Named> : Leaf<T> | null;

/** The domain's type of a row: the fields that are plain columns, under the names of the fields. */
export type ColumnValues<Fields extends Readonly<Record<string, Field>>> = {
  readonly [Name in keyof Fields as Fields[Name] extends ColumnField ? Name : never]: Fields[Name] extends ColumnField<
    infer Type
  >
    ? Value<Type>
    : never;
};

/** The fields of a resource that are plain columns. */
export function columnFields({ fields }: Pick<Resource, 'fields'>): readonly (readonly [string, ColumnField])[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.kind === 'value' && 'column' in field ? [[name, field as ColumnField] as const] : [],
  );
}

/** Their columns by the fields' names, of a row under this alias. */
export function columnsOf(resource: Pick<Resource, 'fields'>, row: string): Readonly<Record<string, string>> {
  return Object.fromEntries(columnFields(resource).map(([name, { sql }]) => [name, sql(row)]));
}
