import { z } from 'zod';
import { columnFields, type ColumnValues } from '../../../../resources/row-type.js';
import type { Resource as Described } from '../../../../resources/resource.js';
import { id } from './shapes.js';

const LEAVES: Readonly<Record<string, z.ZodType>> = {
  ID: id,
  String: z.string(),
  Int: z.int(),
  Float: z.number(),
  Boolean: z.boolean(),
};

/**
 * The own fields of a resource in REST that are columns as they are: their schema, and what presents a row in it, both
 * from the resource's description. Throws for a type that REST has no schema of.
 */
export function describedFields<Of extends Pick<Described, 'name' | 'fields'>>(of: Of) {
  const fields = columnFields(of);
  const shape = fields.map(([name, { type, meaning }]) => {
    const leaf = LEAVES[type.replace('!', '')];
    if (leaf === undefined) throw new Error(`${of.name}.${name}: REST has no schema of ${type}`);
    const schema = type.endsWith('!') ? leaf : leaf.nullable();
    return [name, meaning === undefined ? schema : schema.describe(meaning)] as const;
  });
  return {
    schema: z.object(Object.fromEntries(shape)),
    present: (row: ColumnValues<Of['fields']>): Readonly<Record<string, unknown>> =>
      Object.fromEntries(fields.map(([name]) => [name, (row as Readonly<Record<string, unknown>>)[name]])),
  };
}
