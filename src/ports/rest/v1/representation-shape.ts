import { isWanted, type FieldSelection } from './field-selection.js';
import { jsonSchemaOf } from './http/json-schema.js';
import { hashOf } from './http/etag.js';
import type { Format } from './http/media-types.js';
import type { AnyResource } from './resource.js';

/**
 * A hash of all that a representation depends on beside the values of its resource: format, fields, expansions, and the
 * schema of each, so that a new field is a new shape.
 */
export function shapeHash(resource: AnyResource, wanted: FieldSelection, format: Format): string {
  return hashOf(`${format} ${shapeText(resource, wanted)}`);
}

/** Whether a representation changes only when the resource's version does. */
export function isDecidedByVersion(resource: AnyResource, wanted: FieldSelection): boolean {
  return resource.versionOf !== undefined && isCovered(resource, wanted, resource.versionCovers ?? []);
}

function isCovered(resource: AnyResource, wanted: FieldSelection, covered: readonly string[], above = ''): boolean {
  if (resource.onRequest?.some((field) => isWanted(resource, wanted, field))) return false;
  return [...wanted.expand].every(([name, below]) => {
    const child = resource.expansions[name]?.resource();
    return (
      child !== undefined && covered.includes(`${above}${name}`) && isCovered(child, below, covered, `${above}${name}.`)
    );
  });
}

const schemaTexts = new WeakMap<AnyResource, string>();

function shapeText(resource: AnyResource, { fields, expand }: FieldSelection): string {
  const schema = schemaTexts.get(resource) ?? JSON.stringify(jsonSchemaOf(resource.schema));
  schemaTexts.set(resource, schema);
  const below = [...expand].map(([name, child]) => {
    const of = resource.expansions[name]?.resource();
    return `${name}:${of === undefined ? '' : shapeText(of, child)}`;
  });
  return `${schema}[${fields === undefined ? '*' : [...fields].sort().join()}]{${below.join()}}`;
}
