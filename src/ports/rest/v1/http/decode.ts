import { exactNumber } from '../../../../kernel/exact-number.js';
import { parseInstant } from '../../../../kernel/instants.js';
import { withoutNull, type JsonSchema } from './json-schema.js';

const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/**
 * The text of a parameter or an XML element as a value of its schema. Text that has no such value, or is a number that
 * would be rounded, is returned as it is, and validation reports it. Lists in parameters are separated by commas. A
 * list without items is omitted, so an empty text is a list of one item.
 */
export function decodeText(schema: JsonSchema, text: string): unknown {
  const { type, items } = withoutNull(schema);
  if (type === 'array' && items !== undefined) return text.split(',').map((item) => decodeText(items, item));
  if ((type === 'number' || type === 'integer') && NUMBER.test(text)) return exactNumber(text) ?? text;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return decodeInstants(schema, text);
}

/** `value` with every RFC 3339 text where the schema has an instant replaced by its Date. */
export function decodeInstants(schema: JsonSchema, value: unknown): unknown {
  const { format, items, properties } = withoutNull(schema);
  if (typeof value === 'string') return format === 'date-time' ? (parseInstant(value) ?? value) : value;
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => decodeInstants(items, item));
  if (typeof value !== 'object' || value === null || properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      Object.hasOwn(properties, name) ? decodeInstants(properties[name] ?? {}, field) : field,
    ]),
  );
}
