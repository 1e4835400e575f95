/**
 * `npm run contracts`: writes the JSON Schemas of the event types to src/contracts/schemas, and the OpenAPI and
 * AsyncAPI documents to docs/api. It refuses to replace a published one by one that breaks those who rely on it. With
 * `--check` it writes nothing and fails when anything would change.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../config/configuration-error.js';
import { projectRoot } from '../config/project-root.js';
import { asyncApiDocument } from '../contracts/asyncapi-document.js';
import { idsFile, readPublishedSchemas, schemaFile } from '../contracts/published-files.js';
import { compareWithPublished, tableProblems, withUnpublished } from '../contracts/published-schemas.js';
import { subscriptionContracts } from '../ports/graphql/subscription-contracts.js';
import { documentChanges } from '../ports/rest/v1/openapi/document-compatibility.js';
import { openApiDocument } from '../ports/rest/v1/openapi/document.js';
import { streamContracts } from '../ports/rest/v1/openapi/stream-contracts.js';
import { OPERATIONS } from '../ports/rest/v1/operations.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';

/** A file as it is to be. */
interface Contract {
  readonly file: string;
  readonly content: unknown;
  readonly isNew: boolean;
}

const root = projectRoot();
const openApiFile = path.join(root, 'docs/api/openapi.v1.json');
const asyncApiFile = path.join(root, 'docs/api/asyncapi.v1.json');

const {
  values: { check },
} = commandLine(GATEWAY_COMMANDS.contracts);
await runCommand(async () => {
  const changed = [...(await changedSchemas()), ...(await changedOpenApi()), ...(await changedAsyncApi())];
  if (check && changed.length > 0)
    throw new ConfigurationError(
      `Run \`npm run contracts\` and commit the result. It would change:\n${changed.map(({ file }) => path.relative(root, file)).join('\n')}`,
    );
  for (const { file, content, isNew } of changed) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
    console.log(`${isNew ? 'Wrote' : 'Extended'} ${path.relative(root, file)}`);
  }
  if (changed.length === 0) console.log('The event schemas and the OpenAPI and AsyncAPI documents are up to date.');
});

async function changedSchemas(): Promise<readonly Contract[]> {
  const published = await readPublishedSchemas(root);
  const faults = tableProblems(published);
  if (faults.length > 0)
    throw new ConfigurationError(
      `Published schemas and their IDs never change. Restore src/contracts/schemas.\n${faults.join('\n')}`,
    );
  const states = compareWithPublished(published);
  const broken = states.flatMap((state) =>
    state.kind === 'incompatible' ? [`${state.type}\n  ${state.problems.join('\n  ')}`] : [],
  );
  if (broken.length > 0)
    throw new ConfigurationError(
      `A published event schema may only get new optional fields. For any other change, add a new version of the event.\n${broken.join('\n')}`,
    );
  const all = withUnpublished(published, states);
  const added = all.slice(published.length);
  if (added.length === 0) return [];
  return [
    ...added.map((entry) => ({ file: schemaFile(root, entry), content: entry.schema, isNew: true })),
    { file: idsFile(root), content: all.map(({ schema: _, ...entry }) => entry), isNew: false },
  ];
}

async function changedOpenApi(): Promise<readonly Contract[]> {
  const published = await readJson(openApiFile);
  const content = asJson(openApiDocument(OPERATIONS));
  if (isDeepStrictEqual(published, content)) return [];
  const broken = published === undefined ? [] : documentChanges(published, content);
  if (broken.length > 0)
    throw new ConfigurationError(
      `REST v1 must stay compatible with docs/api/openapi.v1.json. Incompatible changes need a v2.\n${broken.join('\n')}`,
    );
  return [{ file: openApiFile, content, isNew: published === undefined }];
}

async function changedAsyncApi(): Promise<readonly Contract[]> {
  const published = await readJson(asyncApiFile);
  const sdl = await readFile(path.join(root, 'schema.graphql'), 'utf8');
  const content = asJson(asyncApiDocument({ ...subscriptionContracts(sdl), streams: streamContracts(OPERATIONS) }));
  return isDeepStrictEqual(published, content) ? [] : [{ file: asyncApiFile, content, isNew: published === undefined }];
}

async function readJson(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** As it will be read again. */
function asJson(content: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(content)) as Readonly<Record<string, unknown>>;
}
