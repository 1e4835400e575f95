import { z } from 'zod';

/** A field that may be left out or null: GraphQL and JSON clients send either for "not given". */
export const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined);

/** One line of text, trimmed, of at most `max` characters. */
export const line = (max: number) => z.string().trim().max(max).regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

/** `given` without the fields that are undefined: what was not given is absent. */
export const defined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
