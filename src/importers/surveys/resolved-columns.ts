import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';
import type { CsvRow } from './imported-response.js';
import type { Codebook, ColumnRef } from './codebook-parts.js';
import { columnKey, columnLabel, columnsRead } from './column-refs.js';

/** The positions of a codebook's columns in a file. */
export interface ResolvedColumns {
  /** The cells that the codebook reads, by the key of their column. */
  row(cells: readonly string[]): CsvRow;
  /**
   * The position, from 1, of a column without a header that has a value in this row. A codebook cannot refer to such a
   * column.
   */
  unnamedValue(cells: readonly string[]): number | undefined;
  /** The columns that the codebook neither reads nor ignores. */
  readonly leftOut: readonly string[];
}

const LISTED = 50;

/**
 * The names of the columns in a file's header. With two header rows, a name joins the question and the text below it.
 */
export function columnNames(header: readonly (readonly string[])[]): readonly string[] {
  const [first = [], second] = header;
  if (second === undefined) return first.map((name) => name.trim());
  let question = '';
  return first.map((name, index) => {
    const below = second[index]?.trim() ?? '';
    // Only the first column of a question has the question's header.
    if (name.trim() !== '' || below === '') question = name.trim();
    return below === '' ? question : question === '' ? below : `${question} / ${below}`;
  });
}

/**
 * Finds the codebook's columns in a header. Throws BAD_INPUT when the file lacks a column, when the codebook reads a
 * column twice, and when several columns have the same header, unless the codebook ignores them or names their numbers.
 */
export function resolveColumns(codebook: Codebook, header: readonly (readonly string[])[]): ResolvedColumns {
  const names = namesOf(codebook, header);
  const places = new Map<string, number[]>();
  names.forEach((name, index) => {
    const known = places.get(name);
    if (known === undefined) places.set(name, [index]);
    else known.push(index);
  });
  const read = columnsRead(codebook).map(({ ref }) => ref);
  const lacking = read.filter((ref) => typeof ref === 'string' && !places.has(ref)).map(columnLabel);
  if (lacking.length > 0) throw lacks(codebook, lacking, names);

  const byNumber = (ref: ColumnRef) => (typeof ref === 'string' ? [] : [placeOf(ref, names)]);
  const ignored = codebook.ignoredColumns.flatMap((ref) =>
    typeof ref === 'string' ? (places.get(ref) ?? []) : byNumber(ref),
  );
  const settled = new Set([...read.flatMap(byNumber), ...ignored]);
  for (const [name, indexes] of places) {
    if (name === '' || indexes.length === 1 || indexes.every((index) => settled.has(index))) continue;
    const columns = indexes.slice(0, LISTED).map((index) => index + 1);
    const example = JSON.stringify({ header: name, number: columns[0] });
    throw new DomainError(
      'BAD_INPUT',
      `The CSV has the header ${JSON.stringify(clip(name))} more than once, in columns ${columns.join(', ')}. ` +
        `Name each in the codebook as ${example}, or name the header in ignoredColumns.${twoRowsHint(names)}`,
    );
  }

  const used = new Map<number, ColumnRef>();
  const keys: (readonly [string, number])[] = read.map((ref) => {
    const index = typeof ref === 'string' ? (places.get(ref)?.[0] as number) : placeOf(ref, names);
    const before = used.get(index);
    if (before !== undefined)
      throw new DomainError(
        'BAD_INPUT',
        `The codebook reads column ${index + 1} twice: as ${columnLabel(before)} and as ${columnLabel(ref)}.`,
      );
    if (ignored.includes(index))
      throw new DomainError('BAD_INPUT', `The codebook both reads and ignores the column ${columnLabel(ref)}.`);
    used.set(index, ref);
    return [columnKey(ref), index];
  });
  const known = new Set([...used.keys(), ...ignored]);
  const unnamed = places.get('')?.filter((index) => !known.has(index)) ?? [];
  return {
    row: (cells) => Object.fromEntries(keys.map(([key, index]) => [key, cells[index] ?? ''])),
    // One column without a header is an index that a program wrote. With several, the header has another form.
    unnamedValue(cells) {
      const index = unnamed.length < 2 ? undefined : unnamed.find((place) => (cells[place] ?? '').trim() !== '');
      return index === undefined ? undefined : index + 1;
    },
    leftOut: names.flatMap((name, index) =>
      known.has(index) || (name === '' && unnamed.length > 1)
        ? []
        : [name === '' ? `column ${index + 1}, which has no header` : name],
    ),
  };
}

function namesOf({ csv }: Codebook, header: readonly (readonly string[])[]): readonly string[] {
  const [first, second] = header;
  if (first === undefined) throw new DomainError('BAD_INPUT', 'The CSV is empty.');
  if (header.length < csv.headerRows)
    throw new DomainError(
      'BAD_INPUT',
      `The CSV has ${header.length} row, and csv.headerRows says ${csv.headerRows} for the header alone.`,
    );
  if (second !== undefined && second.length !== first.length)
    throw new DomainError(
      'BAD_INPUT',
      `The second header row has ${second.length} cells, and the first has ${first.length}.`,
    );
  if (first.some((name) => name.includes('\u0000')))
    throw new DomainError(
      'BAD_INPUT',
      'The header has the character U+0000. The file may be UTF-16: name it in csv.encoding, as utf-16le or utf-16be.',
    );
  return columnNames(header);
}

/** The index of a column that is named by its number. Throws BAD_INPUT when the column has another header. */
function placeOf({ header, number }: Exclude<ColumnRef, string>, names: readonly string[]): number {
  const found = names[number - 1];
  if (found === undefined)
    throw new DomainError(
      'BAD_INPUT',
      `The CSV has ${names.length} columns, and the codebook names column ${number} (${header}).`,
    );
  if (found !== header)
    throw new DomainError(
      'BAD_INPUT',
      `Column ${number} of the CSV has the header ${JSON.stringify(clip(found))}, and the codebook says ${JSON.stringify(clip(header))}.`,
    );
  return number - 1;
}

function lacks({ csv }: Codebook, lacking: readonly string[], names: readonly string[]): DomainError {
  const listed = (all: readonly string[]) =>
    all
      .slice(0, LISTED)
      .map((name) => clip(name))
      .join(', ') + (all.length > LISTED ? ` and ${all.length - LISTED} more` : '');
  const other =
    names.length === 1
      ? [',', ';', '\t', '|'].find((mark) => mark !== csv.delimiter && names[0]?.includes(mark))
      : undefined;
  const hint = other === undefined ? twoRowsHint(names) : ` Is csv.delimiter ${JSON.stringify(other)}?`;
  return new DomainError('BAD_INPUT', `The CSV has no column ${listed(lacking)}. It has: ${listed(names)}.${hint}`);
}

/** A hint for files in which several columns have no header. */
export const TWO_HEADER_ROWS_HINT =
  ' Several columns have no header: if the file has two header rows (csv.headerRows), npm run codebook drafts a codebook.';

const twoRowsHint = (names: readonly string[]) =>
  names.filter((name) => name === '').length > 1 ? TWO_HEADER_ROWS_HINT : '';
