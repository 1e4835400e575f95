import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { JsonSchema } from './event-schema.js';
import type { PublishedSchema } from './published-schemas.js';

/** The folder of the published schemas, below the checkout. */
const FOLDER = 'src/contracts/schemas';

/** The file of the IDs: a list to which releases only append. */
export function idsFile(root: string): string {
  return path.join(root, FOLDER, 'ids.json');
}

/** The file of one published schema. Once it is written it is not changed. */
export function schemaFile(root: string, { type, version }: Pick<PublishedSchema, 'type' | 'version'>): string {
  return path.join(root, FOLDER, type, `${version}.json`);
}

/** All published schemas of the checkout at `root`, by their IDs. Rejects when a file is missing or is not JSON. */
export async function readPublishedSchemas(root: string): Promise<readonly PublishedSchema[]> {
  const entries = (await readJson(idsFile(root))) as readonly Omit<PublishedSchema, 'schema'>[];
  return Promise.all(
    entries.map(async (entry) => ({ ...entry, schema: (await readJson(schemaFile(root, entry))) as JsonSchema })),
  );
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
