/** `npm run codebook -- FILE.csv`: drafts a codebook for a CSV, for a person to finish and `npm run import` to use. */
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../config/configuration-error.js';
import { draftCodebook } from '../importers/codebook-draft/draft-codebook.js';
import { isZone } from '../importers/surveys/date-format.js';
import { DomainError } from '../kernel/errors.js';
import { csvRecords, MAX_RECORD_CHARACTERS, type CsvForm } from '../adapters/files/csv-records.js';
import { guessEncoding, guessForm } from '../adapters/files/guess-form.js';
import { withFileName, textChunks } from '../adapters/files/text-chunks.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { asConfigurationError } from './file-errors.js';
import { runCommand } from './run-command.js';

const {
  values,
  positionals: [file = ''],
} = commandLine(GATEWAY_COMMANDS.codebook);
await runCommand(async () => {
  const { output, zone, encoding } = values as {
    readonly output?: string;
    readonly zone?: string;
    readonly encoding?: string;
  };
  if (zone !== undefined && !isZone(zone))
    throw new ConfigurationError(`--zone ${zone} is not an IANA time zone, such as Europe/Berlin.`);
  const key = (values.key as string | undefined) ?? keyOf(file);
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(key))
    throw new ConfigurationError(
      `--key ${key} must be at most 64 lower-case letters, digits and dashes, and must not begin with a dash.`,
    );
  if (output !== undefined && (await stat(output).catch(() => undefined)) !== undefined)
    throw new ConfigurationError(`The file ${output} already exists. Choose another name.`);

  try {
    const guess = encoding === undefined ? await guessEncoding(file) : { label: encoding, sure: true };
    const form = await guessForm(file, guess?.label);
    const csv = {
      ...(guess && {
        encoding: guess.sure ? guess.label : `TODO: ${guess.label} was assumed, because the file is not UTF-8`,
      }),
      ...form,
    };
    const { codebook, todo, notes } = await draftCodebook(cellsOf(file, guess?.label, form), {
      key,
      title: path.parse(file).name,
      csv,
      zone,
    });
    const text = `${JSON.stringify(codebook, null, 2)}\n`;
    if (output === undefined) process.stdout.write(text);
    else await writeNew(output, text);
    // The standard output may be the codebook's file.
    notes.forEach((note) => console.error(note));
    todo.forEach((what) => console.error(`TODO ${what}`));
  } catch (error) {
    throw asConfigurationError(error);
  }
});

async function* cellsOf(file: string, encoding: string | undefined, form: CsvForm): AsyncGenerator<readonly string[]> {
  try {
    for await (const { cells, tooLarge, line } of csvRecords(textChunks(file, encoding), form)) {
      if (tooLarge !== true) yield cells;
      else if (line === 1)
        throw new DomainError('BAD_INPUT', `the header has more than ${MAX_RECORD_CHARACTERS} characters.`);
      // The import refuses the row, so it says nothing about the columns: as one of another length, it is counted.
      else yield [];
    }
  } catch (error) {
    throw withFileName(file, error);
  }
}

function keyOf(file: string): string {
  const letters = path
    .parse(file)
    .name.normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return letters === '' ? 'survey' : letters;
}

async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError(
      error.code === 'EEXIST'
        ? `The file ${file} already exists. Choose another name.`
        : `${file} cannot be written: ${error.message}`,
    );
  });
}
