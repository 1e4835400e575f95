import { createReadStream } from 'node:fs';
import path from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { DomainError } from '../../kernel/errors.js';
import type { Codebook } from '../../domain/surveys/codebook.js';
import type { NumberedRow } from '../../domain/surveys/import-service.js';

/** A cell larger than this is a quoting accident, not an answer. */
const MAX_RECORD_BYTES = 1_000_000;

/**
 * The data rows of a CSV by column name, each with the line it ends on, streamed: memory does not grow with the file. `onBytes`
 * hears of each chunk read. Throws when the file cannot be read, and BAD_INPUT with the line when it is no CSV. A row with another
 * number of cells than the header has a problem that says so: cells cannot be told apart by their place any more.
 */
export async function* csvRows(file: string, { delimiter, quote }: Codebook['csv'], onBytes: (count: number) => void = () => undefined): AsyncGenerator<NumberedRow> {
  const source = createReadStream(file);
  source.on('data', (chunk) => onBytes(chunk.length));
  const parser = source.pipe(parse({ delimiter, quote, columns: true, bom: true, info: true, skip_empty_lines: true, relax_column_count: true, max_record_size: MAX_RECORD_BYTES }));
  // pipe does not pass errors on: a file that cannot be read must end the iteration.
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Record<string, string>; info: { lines: number; error?: CsvError } }>)
      yield { row: record, line: info.lines, ...(info.error && { problem: 'the row has another number of cells than the header' }) };
  } catch (error) {
    if (error instanceof CsvError) throw new DomainError('BAD_INPUT', `${path.basename(file)}: ${error.message}`);
    throw error;
  } finally {
    source.destroy();
  }
}
