import { DomainError } from '../../kernel/errors.js';

/** A record of a CSV and the line on which it begins, from 1. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
  /** Whether it has too many characters for a record. Its cells are then dropped. */
  readonly tooLarge?: boolean;
}

export interface CsvForm {
  readonly delimiter: string;
  /** Null when the file quotes nothing. */
  readonly quote: string | null;
}

/** The same bound as the text of a request to either port. */
export const MAX_RECORD_CHARACTERS = 1_000_000;
/** Characters that a cell counts for beside its own. */
const CELL_COST = 8;

/**
 * The records of a CSV (RFC 4180; lines end with CR LF, LF or CR, also mixed), without empty lines. No more than one
 * record is held, and none that is too large: its cells are dropped while it is read, and the next ones are as they
 * would be. Throws BAD_INPUT with the line for a quote that is never closed, one inside a cell that is not quoted, and
 * text behind a closing quote.
 */
export async function* csvRecords(
  chunks: AsyncIterable<string>,
  form: CsvForm,
  maxCharacters = MAX_RECORD_CHARACTERS,
): AsyncGenerator<CsvRecord> {
  const reader = createReader(form, maxCharacters);
  for await (const chunk of chunks) yield* reader.read(chunk);
  yield* reader.end();
}

/**
 * States of a cell. `start`: before its first character. `plain`: unquoted. `quoted`: after an opening quote. `closed`:
 * after a quote that closes the cell or is the first of a doubled quote.
 */
type State = 'start' | 'plain' | 'quoted' | 'closed';

function createReader({ delimiter, quote }: CsvForm, maxCharacters: number) {
  let state: State = 'start';
  let cells: string[] = [];
  let cell = '';
  let size = 0;
  let line = 1;
  let startLine = 1;
  let quoteLine = 1;
  /** A CR was the last character: an LF now belongs to it. */
  let afterReturn = false;
  const ends = new RegExp(`[${escaped(delimiter)}\\r\\n${quote === null ? '' : escaped(quote)}]`, 'g');
  const quoteEnds = new RegExp(quote === null ? '[^]' : `[${escaped(quote)}\\r\\n]`, 'g');

  const keep = (text: string) => {
    size += text.length;
    if (size <= maxCharacters) cell += text;
    else drop();
  };
  const drop = () => {
    cell = '';
    if (cells.length > 0) cells = [];
  };
  const endCell = () => {
    // A cell costs memory although it is empty.
    size += CELL_COST;
    if (size <= maxCharacters) cells.push(cell);
    else drop();
    cell = '';
    state = 'start';
  };
  const endRecord = (at: number): CsvRecord | undefined => {
    const line = startLine;
    startLine = at + 1;
    if (state === 'start' && size === 0) return undefined;
    endCell();
    const record = size > maxCharacters ? { cells, line, tooLarge: true } : { cells, line };
    cells = [];
    size = 0;
    return record;
  };

  function* read(chunk: string): Generator<CsvRecord> {
    let at = 0;
    while (at < chunk.length) {
      const quoted = state === 'quoted';
      const pattern = quoted ? quoteEnds : ends;
      pattern.lastIndex = at;
      const found = pattern.exec(chunk)?.index ?? chunk.length;
      if (found > at) {
        if (state === 'closed')
          throw new DomainError(
            'BAD_INPUT',
            `line ${line}: text follows a closing quote. A quote inside a quoted cell is written twice.`,
          );
        keep(chunk.slice(at, found));
        if (!quoted) state = 'plain';
        afterReturn = false;
      }
      if (found === chunk.length) return;
      at = found + 1;
      const character = chunk[found] as string;
      const secondOfPair = character === '\n' && afterReturn;
      afterReturn = character === '\r';
      if (character === quote) {
        if (state === 'quoted') state = 'closed';
        else if (state === 'closed') {
          keep(character);
          state = 'quoted';
        } else if (state === 'plain')
          throw new DomainError(
            'BAD_INPUT',
            `line ${line}: a quote is inside a cell that is not quoted. Quote the cell, or set csv.quote to null.`,
          );
        else [state, quoteLine] = ['quoted', line];
      } else if (quoted) {
        keep(character);
        if (!secondOfPair) line += 1;
      } else if (character === delimiter) endCell();
      else if (!secondOfPair) {
        const record = endRecord(line);
        line += 1;
        if (record !== undefined) yield record;
      }
    }
  }

  function* end(): Generator<CsvRecord> {
    if (state === 'quoted')
      throw new DomainError('BAD_INPUT', `line ${quoteLine}: a quote is opened and never closed.`);
    const record = endRecord(line);
    if (record !== undefined) yield record;
  }
  return { read, end };
}

const escaped = (character: string) => character.replace(/[\\\]^-]/g, '\\$&');
