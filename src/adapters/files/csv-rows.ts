import { DomainError } from '../../kernel/errors.js';
import type { CsvSource } from '../../importers/surveys/csv-source.js';
import type { Codebook } from '../../importers/surveys/codebook.js';
import { csvRecords, MAX_RECORD_CHARACTERS, type CsvRecord } from './csv-records.js';
import { withFileName, textChunks } from './text-chunks.js';

/**
 * The CSV in `file`. Each reading streams it from its beginning: memory does not grow with the file. `onBytes` hears of
 * each chunk read. Reading throws when the file cannot be read, and BAD_INPUT with the line when it is no CSV or not in
 * its encoding. A row with another number of cells than the header has a problem that says so: cells cannot be told
 * apart by their place any more.
 */
export function csvRows(file: string, csv: Codebook['csv'], onBytes?: (count: number) => void): CsvSource {
  async function* records(listener?: (count: number) => void): AsyncGenerator<CsvRecord> {
    try {
      yield* csvRecords(textChunks(file, csv.encoding, listener), csv);
    } catch (error) {
      throw withFileName(file, withHint(error));
    }
  }
  return {
    async header() {
      const header: (readonly string[])[] = [];
      for await (const { cells, tooLarge } of records()) {
        if (tooLarge === true)
          throw withFileName(
            file,
            new DomainError('BAD_INPUT', `the header has more than ${MAX_RECORD_CHARACTERS} characters.`),
          );
        header.push(cells);
        if (header.length === csv.headerRows) break;
      }
      return header;
    },
    async *rows() {
      let width = 0;
      let index = 0;
      for await (const { cells, line, tooLarge } of records(onBytes)) {
        index += 1;
        if (index === 1) width = cells.length;
        if (index <= csv.headerRows) continue;
        yield { cells, line, ...problemOf(cells, width, tooLarge) };
      }
    },
  };
}

function problemOf(
  cells: readonly string[],
  width: number,
  tooLarge: boolean | undefined,
): { readonly problem?: string } {
  if (tooLarge === true) return { problem: `the row has more than ${MAX_RECORD_CHARACTERS} characters` };
  return cells.length === width
    ? {}
    : { problem: `the row has another number of cells than the header: ${cells.length}, not ${width}` };
}

function withHint(error: unknown): unknown {
  if (!(error instanceof DomainError) || error.details['notOfItsEncoding'] !== true) return error;
  return new DomainError(
    error.code,
    `${error.message} Name the file's encoding in csv.encoding, such as windows-1252.`,
  );
}
