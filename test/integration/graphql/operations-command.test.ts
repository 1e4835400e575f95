import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { KnownOperations } from '../../../src/domain/known-operations/known-operations.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { createDatabase as createEmptyDatabase, dropDatabase } from '../../../src/stores/postgres/databases.js';
import { createKnownOperations } from '../../../src/stores/postgres/known-operations.js';
import { runProgram } from '../../support/gateway-process.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';
import { testServers } from '../../support/servers.js';

/** Several programs are started by a test, on a machine that may be busy. */
jest.setTimeout(120_000);

const WHO = 'query Who { viewer { role } }';
const SHOWS = 'query Shows($first: Int) { shows(first: $first) { totalCount } }';

let own: OwnDatabase;
let database: Database;
let known: KnownOperations;
beforeAll(async () => {
  own = await createOwnDatabase();
  database = createDatabase(own.url, 1);
  known = createKnownOperations(database);
  await known.register([{ id: 'who', document: WHO }]);
});
afterAll(async () => {
  await database?.stop();
  await own?.drop();
});

describe('npm run operations', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'operations-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = (...args: readonly string[]) =>
    runProgram([process.execPath, 'dist/src/cli/operations.js', ...args], { DATABASE_URL: own.url });
  async function file(name: string, text: string): Promise<string> {
    const target = path.join(folder, name);
    await writeFile(target, text);
    return target;
  }

  it('registers files, lists them and removes them', async () => {
    const text = 'query FromFile { viewer { role } }\n';
    const documents = await file('persisted-documents.json', JSON.stringify({ c1: WHO, c2: SHOWS }));
    const document = await file('one.graphql', text);
    expect((await run(documents, document, '--dry-run')).output).toBe('3 operations would be registered.\n');
    expect(await known.find('c1')).toBeUndefined();
    expect(await run(documents, document)).toMatchObject({ code: 0, output: '3 operations registered.\n' });
    expect((await run(documents)).output).toBe('0 operations registered, 2 known already.\n');
    expect(await known.find(createHash('sha256').update(text).digest('hex'))).toBe(text);
    expect((await run('--list')).output).toContain('  c1  query Who { viewer { role } }\n');
    expect((await run('--remove', 'c1', 'c2', '--dry-run')).output).toBe('2 operations would be removed.\n');
    expect(await run('--remove', 'c1', 'nobody')).toMatchObject({
      code: 1,
      output: '1 operation removed.\nNo operation is registered with the ID nobody.\n',
    });
    expect(await known.find('c1')).toBeUndefined();
  });

  it('takes a new database, without a table', async () => {
    const { databaseUrl } = testServers();
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const url = await createEmptyDatabase(databaseUrl, name);
    try {
      const program = [process.execPath, 'dist/src/cli/operations.js', '--list'] as const;
      expect((await runProgram([...program], { DATABASE_URL: url })).output).toBe('No operations are registered.\n');
    } finally {
      await dropDatabase(databaseUrl, name);
    }
  });

  it('writes nothing when anything is wrong, and says in which file and operation', async () => {
    const wrong = await file('wrong.json', JSON.stringify({ fine: WHO, bad: '{ nothing }', broken: '{' }));
    const { code, output } = await run(wrong);
    expect(code).toBe(1);
    expect(output).toContain('wrong.json: bad: Cannot query field "nothing"');
    expect(output).toContain('wrong.json: broken: Syntax Error');
    expect(output).toContain('Nothing was registered.');
    expect(await known.find('fine')).toBeUndefined();

    const other = await file('other.json', JSON.stringify({ fine: WHO, who: SHOWS }));
    expect(await run(other)).toMatchObject({ code: 1 });
    expect((await run(other)).output).toContain('other.json: The operation who is registered with another document.');
    expect(await known.find('fine')).toBeUndefined();
    expect(await known.find('who')).toBe(WHO);
  });

  it.each([
    [['--help'], 0, 'Usage: npm run operations'],
    [[], 2, 'FILE is missing'],
    [['--remove'], 2, '--remove needs the ID of an operation'],
    [['--lst'], 2, "Unknown option '--lst'"],
    [['no-such.json'], 1, 'no-such.json: There is no such file.'],
  ])('%j is answered by a line', async (args, code, text) => {
    const { output, ...exit } = await run(...args);
    expect(exit.code).toBe(code);
    expect(output).toContain(text);
    expect(output).not.toContain('    at ');
  });
});
