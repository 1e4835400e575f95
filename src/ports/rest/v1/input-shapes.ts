import type { z } from 'zod';

type Shape = Readonly<Record<string, z.ZodType>>;
/** Fields whose types are the service's to know: it takes its input as unknown. */
type Untyped = Record<never, z.ZodType>;

/** The fields of a filter as query parameters: null, which GraphQL clients may send, has no spelling in a query. */
export function filterShape(filter: z.ZodType): Untyped {
  return Object.fromEntries(
    Object.entries(objectIn(filter).shape as Shape).map(([name, field]) => [name, withoutNull(field).optional()]),
  );
}

/**
 * The fields `names` of an input as a merge patch takes them: each may be left out. Null would remove what must be
 * there (RFC 7396), so it is refused rather than taken for "not given".
 */
export function patchShape(input: z.ZodType, names: readonly string[]): Untyped {
  const { shape } = objectIn(input) as { readonly shape: Shape };
  return Object.fromEntries(
    names.map((name) => {
      const field = shape[name];
      if (field === undefined) throw new Error(`The input has no field ${name}`);
      return [name, withoutNull(field).optional()];
    }),
  );
}

/** The fields of an input as they are. */
export const fieldsOf = (input: z.ZodType): Shape => objectIn(input).shape as Shape;

/** The object that a schema checks before it transforms. */
function objectIn(schema: z.ZodType): z.ZodObject {
  const { def } = schema._zod as { readonly def: { readonly type: string; readonly in?: z.ZodType } };
  return def.type === 'pipe' && def.in !== undefined ? objectIn(def.in) : (schema as z.ZodObject);
}

/** The schema of a field without `optional`, `nullable` and transformations. */
function withoutNull(schema: z.ZodType): z.ZodType {
  const { def } = schema._zod as {
    readonly def: { readonly type: string; readonly in?: z.ZodType; readonly innerType?: z.ZodType };
  };
  const inner =
    def.type === 'pipe' ? def.in : def.type === 'optional' || def.type === 'nullable' ? def.innerType : undefined;
  return inner === undefined ? schema : withoutNull(inner);
}
