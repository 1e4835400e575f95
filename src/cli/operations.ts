/** `npm run operations`: registers the GraphQL documents that clients execute by ID, lists them or removes some. */
import { readFile, stat } from 'node:fs/promises';
import { ConfigurationError } from '../config/configuration-error.js';
import { projectRoot } from '../config/project-root.js';
import type { KnownOperation, KnownOperations } from '../domain/known-operations/known-operations.js';
import { operationsOf } from '../domain/known-operations/operation-files.js';
import { DomainError } from '../kernel/errors.js';
import { decodeUtf8 } from '../kernel/text.js';
import { createRegistrationCheck } from '../ports/graphql/registered-document.js';
import { createKnownOperations } from '../stores/postgres/known-operations.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { asConfigurationError } from './file-errors.js';
import { runCommand } from './run-command.js';
import { withDatabase } from './with-database.js';

/** A larger file is not a list of operations. */
const LARGEST_FILE_BYTES = 32 * 1024 * 1024;
/** Problems that are shown one by one; the rest is counted. */
const SHOWN = 50;

/** An operation with the file it comes from. */
interface FromFile extends KnownOperation {
  readonly file: string;
}

const { values, positionals } = commandLine(GATEWAY_COMMANDS.operations);
await runCommand(async () => {
  const { remove, list } = values as { readonly remove: boolean; readonly list: boolean };
  const dryRun = values['dry-run'] === true;
  // Before anything is asked of the database.
  const operations = remove ? [] : await checkedOperations(projectRoot(), positionals);

  await withDatabase(async (database) => {
    const known = createKnownOperations(database);
    try {
      if (remove) await removeThem(known, positionals, dryRun);
      else if (operations.length > 0) await registerThem(known, operations, dryRun);
      if (list) await listThem(known);
    } catch (error) {
      throw asConfigurationError(error);
    }
  });
});

/** The operations of all files. Throws ConfigurationError with every problem of them: its file, and its ID if it has one. */
async function checkedOperations(root: string, files: readonly string[]): Promise<readonly FromFile[]> {
  const problems: string[] = [];
  const operations: FromFile[] = [];
  const check = createRegistrationCheck(root);
  for (const file of files) {
    try {
      const found = operationsOf(file, await textOf(file));
      if (found.length === 0) problems.push(`${file}: The file has no operations.`);
      for (const operation of found) {
        const problem = check(operation.document) ?? conflictOf(operation, operations);
        if (problem !== undefined) problems.push(`${file}: ${operation.id}: ${problem}`);
        operations.push({ ...operation, file });
      }
    } catch (error) {
      const mendable = asConfigurationError(error);
      if (!(mendable instanceof ConfigurationError)) throw error;
      problems.push(`${file}: ${mendable.message}`);
    }
  }
  if (problems.length === 0) return operations;
  const rest = problems.length > SHOWN ? [`... and ${problems.length - SHOWN} more`] : [];
  throw new ConfigurationError([...problems.slice(0, SHOWN), ...rest, 'Nothing was registered.'].join('\n'));
}

function conflictOf({ id, document }: KnownOperation, before: readonly FromFile[]): string | undefined {
  const other = before.find((known) => known.id === id && known.document !== document);
  return other && `${other.file} has another document with this ID.`;
}

async function textOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new DomainError('BAD_INPUT', 'There is no such file.');
  if (found.size > LARGEST_FILE_BYTES)
    throw new DomainError('BAD_INPUT', `A file has at most ${LARGEST_FILE_BYTES} bytes.`);
  const text = decodeUtf8(await readFile(file));
  if (text === undefined) throw new DomainError('BAD_INPUT', 'The file is not in UTF-8.');
  return text;
}

async function registerThem(known: KnownOperations, operations: readonly FromFile[], dryRun: boolean): Promise<void> {
  const added = await known.register(operations, { dryRun }).catch((error: unknown) => {
    const id = error instanceof DomainError && error.code === 'ALREADY_EXISTS' ? error.details['id'] : undefined;
    const file = operations.find((operation) => operation.id === id)?.file;
    throw file === undefined
      ? error
      : new ConfigurationError(`${file}: ${(error as Error).message}\nNothing was registered.`);
  });
  const same = operations.length - added;
  const verb = dryRun ? 'would be registered' : 'registered';
  console.log(`${counted(added)} ${verb}${same > 0 ? `, ${same} known already` : ''}.`);
}

async function removeThem(known: KnownOperations, ids: readonly string[], dryRun: boolean): Promise<void> {
  const removed = new Set(await known.remove(ids, { dryRun }));
  console.log(`${counted(removed.size)} ${dryRun ? 'would be removed' : 'removed'}.`);
  const missing = [...new Set(ids)].filter((id) => !removed.has(id));
  if (missing.length > 0)
    throw new ConfigurationError(missing.map((id) => `No operation is registered with the ID ${id}.`).join('\n'));
}

async function listThem(known: KnownOperations): Promise<void> {
  const registered = await known.list();
  for (const { id, document, registeredAt } of registered)
    console.log(`${registeredAt.toISOString()}  ${id}  ${document.replaceAll(/\s+/g, ' ').trim().slice(0, 80)}`);
  console.log(registered.length === 0 ? 'No operations are registered.' : `${counted(registered.length)} registered.`);
}

function counted(count: number): string {
  return count === 1 ? '1 operation' : `${count} operations`;
}
