import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './event-schema.js';

/** Keywords that do not affect validation. */
const ANNOTATIONS = new Set(['$schema', '$id', 'title', 'description', 'examples', 'deprecated', '$comment']);

/**
 * The reasons why `next` may not replace `published`, one line for each place. The list is empty when it may. Optional
 * fields may be added at any depth. Nothing else may change: readers of the published schema rely on what it forbids as
 * much as on what it promises, so a wider schema is as incompatible as a narrower one.
 */
export function schemaCompatibility(published: JsonSchema, next: JsonSchema, path = ''): string[] {
  const at = path === '' ? 'data' : path;
  return [
    ...comparedProperties(published, next, path),
    ...comparedRequired(published, next, at),
    ...comparedItems(published, next, at),
    ...comparedKeywords(published, next, at),
  ];
}

function comparedProperties(published: JsonSchema, next: JsonSchema, path: string): string[] {
  const before = propertiesOf(published);
  const after = propertiesOf(next);
  return Object.entries(before).flatMap(([name, schema]) => {
    const field = path === '' ? name : `${path}.${name}`;
    const changed = Object.hasOwn(after, name) ? after[name] : undefined;
    return changed === undefined ? [`${field}: removed`] : schemaCompatibility(schema, changed, field);
  });
}

function comparedRequired(published: JsonSchema, next: JsonSchema, at: string): string[] {
  const before = requiredOf(published);
  const after = requiredOf(next);
  const known = propertiesOf(published);
  return [
    ...after
      .filter((name) => !before.includes(name))
      .map((name) => `${at}: ${name} ${Object.hasOwn(known, name) ? 'became required' : 'was added as required'}`),
    ...before.filter((name) => !after.includes(name)).map((name) => `${at}: ${name} is no longer required`),
  ];
}

function comparedItems(published: JsonSchema, next: JsonSchema, at: string): string[] {
  return isSchema(published['items']) && isSchema(next['items'])
    ? schemaCompatibility(published['items'], next['items'], `${at}[]`)
    : [];
}

function comparedKeywords(published: JsonSchema, next: JsonSchema, at: string): string[] {
  const keywords = new Set([...Object.keys(published), ...Object.keys(next)]);
  return [...keywords]
    .filter((keyword) => keyword !== 'properties' && keyword !== 'required' && !ANNOTATIONS.has(keyword))
    .filter((keyword) => !(keyword === 'items' && isSchema(published[keyword]) && isSchema(next[keyword])))
    .filter((keyword) => !isDeepStrictEqual(published[keyword], next[keyword]))
    .map(
      (keyword) =>
        `${at}: ${keyword} changed from ${JSON.stringify(published[keyword])} to ${JSON.stringify(next[keyword])}`,
    );
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema['properties'] ?? {}) as Record<string, JsonSchema>;
}

function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema['required'] ?? []) as readonly string[];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
