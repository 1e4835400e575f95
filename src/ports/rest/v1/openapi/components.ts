import { isDeepStrictEqual } from 'node:util';
import { jsonSchemaOf, type JsonSchema } from '../http/json-schema.js';
import type { AnyResource } from '../resource.js';
import { schemaObject } from './schema-object.js';

/** Part of an OpenAPI document. */
export type Part = Readonly<Record<string, unknown>>;
type Kind = 'schemas' | 'parameters' | 'headers' | 'responses';

/** The components of an OpenAPI document, to which its other parts refer. */
export interface Components {
  /** Adds `part` under `name` and returns the reference to it. Throws when `name` has another part. */
  add(kind: Kind, name: string, part: Part): { readonly $ref: string };
  /** The same for a resource: the schemas of its representation and of all its expansions. */
  addResource(resource: AnyResource): { readonly $ref: string };
  /** All components, by kind and name. */
  toJson(): Readonly<Record<Kind, Part>>;
}

/** XML's root element of a thing. */
export const rootName = (name: string) => name.slice(0, 1).toLowerCase() + name.slice(1);

/** See Components. */
export function createComponents(): Components {
  const parts: Record<Kind, Map<string, Part>> = {
    schemas: new Map(),
    parameters: new Map(),
    headers: new Map(),
    responses: new Map(),
  };
  const resources = new Map<string, AnyResource>();

  function add(kind: Kind, name: string, part: Part) {
    const known = parts[kind].get(name);
    if (known !== undefined && !isDeepStrictEqual(known, part))
      throw new Error(`Two ${kind} of the document have the name ${name}`);
    parts[kind].set(name, part);
    return { $ref: `#/components/${kind}/${name}` };
  }

  function addResource(resource: AnyResource): { readonly $ref: string } {
    const { name } = resource;
    const known = resources.get(name);
    if (known !== undefined && known !== resource) throw new Error(`Two resources have the name ${name}`);
    if (known === undefined) {
      // Registered before its parts are visited, because resources may refer to each other.
      resources.set(name, resource);
      add('schemas', name, representation(resource));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** Only `id` is sure to be there: `fields` may leave the others out, and expansions come when they are asked for. */
  function representation({ name, schema, expansions, onRequest = [] }: AnyResource): Part {
    const { properties: own = {} } = schemaObject(jsonSchemaOf(schema), 'response');
    const properties = Object.fromEntries(
      Object.entries(own).map(([field, shown]) => {
        if (!onRequest.includes(field)) return [field, shown];
        const { description, ...rest } = shown;
        return [field, { description: `${String(description)} Only present when fields names it.`, ...rest }];
      }),
    );
    const hanging = Object.entries(expansions).map(([field, { resource, list, description }]) => {
      const child = addResource(resource());
      const shown: JsonSchema = list
        ? { type: 'array', items: { ...child, xml: { name: 'item' } }, xml: { wrapped: true } }
        : { anyOf: [child, { type: 'null' }] };
      return [field, { description: `${description} Only present with expand=${field}.`, ...shown }] as const;
    });
    return {
      type: 'object',
      properties: { ...properties, ...Object.fromEntries(hanging) },
      ...('id' in properties && { required: ['id'] }),
      xml: { name: rootName(name) },
    };
  }

  return {
    add,
    addResource,
    toJson: () =>
      Object.fromEntries(
        Object.entries(parts).map(([kind, named]) => [
          kind,
          Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1))),
        ]),
      ) as unknown as Record<Kind, Part>,
  };
}
