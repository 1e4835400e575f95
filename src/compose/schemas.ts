import type { Environment } from '../config/environment.js';
import type { DataSchemaOf } from '../contracts/event-schema.js';
import { readPublishedSchemas } from '../contracts/published-files.js';
import { createSchemaRegistry, dataSchemas, type SchemaRegistry } from '../contracts/schema-registry.js';

/** The published schemas of this release, and the `dataschema` of the events that it writes. */
export interface Schemas {
  readonly registry: SchemaRegistry;
  readonly dataSchemaOf: DataSchemaOf;
}

/**
 * Reads the published schemas. Events get a URL only where it leads to a schema, also later and for others: below
 * PUBLIC_URL, or in development below the address of the only gateway, which `listeningUrl` resolves once it listens.
 */
export async function readSchemas(
  { root, mode, gateways, publicUrl, shows }: Environment,
  listeningUrl: () => string | undefined = () => undefined,
): Promise<Schemas> {
  const registry = createSchemaRegistry(await readPublishedSchemas(root));
  const isOnlyHere = mode !== 'production' && gateways === 1;
  const baseUrl = () => publicUrl ?? (isOnlyHere ? listeningUrl() : undefined);
  return { registry, dataSchemaOf: dataSchemas(registry, shows.schemas ? baseUrl : () => undefined) };
}
