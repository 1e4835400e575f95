/**
 * The canonical JSON text of a value: equal values have the same text, in any order of their fields. Fields are sorted.
 * An undefined field is absent. Arrays keep their order. Dates are their instants. -0 is 0, as in JSON itself.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => (isFields(field) ? sorted(field) : field));
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sorted(fields: Readonly<Record<string, unknown>>): object {
  // Without a prototype, so that a field of any name is a field.
  const result = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(fields).sort()) result[name] = fields[name];
  return result;
}
