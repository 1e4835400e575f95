import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testEnvironment } from './gateway.js';
import { runProgram } from './gateway-process.js';

export const CODEBOOK = {
  key: 'coffee-2026',
  title: 'Coffee at work',
  csv: { missing: ['', 'NA'] },
  respondentColumn: 'id',
  submitted: { column: 'when' },
  pages: [
    {
      title: 'Coffee',
      questions: [
        {
          column: 'likes',
          heading: 'Do you like coffee?',
          family: 'single_choice',
          required: true,
          options: [
            { code: 'y', label: 'Yes' },
            { code: 'n', label: 'No' },
          ],
        },
        {
          column: 'kinds',
          heading: 'Which kinds?',
          family: 'multiple_choice',
          separator: ';',
          options: [
            { code: 'e', label: 'Espresso' },
            { code: 'f', label: 'Filter' },
          ],
        },
        {
          column: 'cups',
          heading: 'How many cups a day?',
          family: 'numeric',
          subtype: 'integer',
          validation: { min: 0, max: 30 },
        },
        {
          heading: 'How good is it?',
          family: 'matrix',
          subtype: 'single',
          rows: [
            { column: 'taste', label: 'Taste' },
            { column: 'price', label: 'Price' },
          ],
          options: [
            { code: '1', label: 'Bad', value: 1 },
            { code: '2', label: 'Good', value: 2 },
          ],
        },
      ],
    },
  ],
};
export const CSV = `id,when,likes,kinds,cups,taste,price
1,2026-01-05T09:00:00Z,y,e;f,3,2,1
2,2026-01-05T09:05:00Z,maybe,e,3,2,1
3,2026-01-05T09:10:00Z,n,NA,,,2
4,2026-01-05T09:15:00Z,y,e;x,1,2,2
5,2026-01-05T09:20:00Z,y,e,many,2,2
6,2026-01-05T09:25:00Z,y,f,31,2,2
7,2026-01-05T09:30:00Z,NA,f,3,2,2
8,yesterday,y,f,3,2,2
,2026-01-05T09:40:00Z,y,f,3,2,2
10,2026-01-05T09:45:00+02:00,"y","f",0,1,1
1,2026-01-06T09:00:00Z,n,,1,1,1
12,y
`;

/** The programs that import and draft, over servers and a folder of their own. */
export async function createImportRun() {
  const folder = await mkdtemp(path.join(tmpdir(), 'import-'));
  const { variables, dispose } = await testEnvironment();
  return {
    variables,
    folder,
    importing: (...args: readonly string[]) =>
      runProgram([process.execPath, 'dist/src/cli/import.js', ...args], variables),
    drafting: (...args: readonly string[]) =>
      runProgram([process.execPath, 'dist/src/cli/codebook.js', ...args], variables),
    /** Writes a file into the folder, and gives its path. */
    async file(name: string, content: string | Buffer | object): Promise<string> {
      const target = path.join(folder, name);
      await writeFile(
        target,
        typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
      );
      return target;
    },
    async dispose() {
      await dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type ImportRun = Awaited<ReturnType<typeof createImportRun>>;
