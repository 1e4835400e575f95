import { clip } from '../../kernel/clip.js';
import { unreachable } from '../../kernel/errors.js';
import type { ImportedQuestion } from './codebook.js';
import type { Answer } from '../../domain/surveys/response.js';
import type { Codebook, CodebookQuestion, ColumnRef } from './codebook-parts.js';
import { columnLabel } from './column-refs.js';
import { dateFormat } from './date-format.js';
import { numberOf } from './number-text.js';

/** A cell of a row without the blanks around it. Undefined when its value means "not answered". */
export type CellReader = (column: ColumnRef) => string | undefined;

/** The reason why a cell is not an answer, for the owner of the file. */
export class UnreadableCell extends Error {}

const EMPTY: Omit<Answer, 'questionId'> = { optionIds: [], cells: [], text: null, number: null, moment: null };

/**
 * The answers in a row's cells to a question and to the questions for its options' texts. Throws UnreadableCell for a
 * cell that is not an answer.
 */
export function answersOf(imported: ImportedQuestion, codebook: Codebook, cell: CellReader): readonly Answer[] {
  const texts = imported.texts.flatMap(({ column, optionId, question }) => {
    const text = cell(column);
    return text === undefined ? [] : [{ text, optionId, question }];
  });
  const main = answerOf(
    imported,
    texts.map(({ optionId }) => optionId),
    codebook,
    cell,
  );
  return [
    ...(main === undefined ? [] : [{ ...EMPTY, ...main, questionId: imported.question.id }]),
    ...texts.map(({ text, question }) => ({ ...EMPTY, questionId: question.id, text })),
  ];
}

function answerOf(
  imported: ImportedQuestion,
  byText: readonly string[],
  codebook: Codebook,
  cell: CellReader,
): Partial<Answer> | undefined {
  const { spec, question } = imported;
  if (spec.family === 'matrix') {
    const separator = question.subtype === 'multi' ? spec.separator : undefined;
    const cells = spec.rows.flatMap(({ column, columns = [] }, index) => {
      const chosen = [
        ...(column === undefined ? [] : chosenIn(imported, column, cell, separator)),
        ...columns.flatMap((one) => chosenIn(imported, one, cell)),
      ];
      return chosen.map((optionId) => ({ rowId: question.rows[index]?.id as string, optionId }));
    });
    return cells.length === 0 ? undefined : { cells };
  }
  if (spec.family === 'multiple_choice' && spec.column === undefined)
    return choice([...tickedIn(imported, spec, cell), ...byText]);
  const column = spec.column as ColumnRef;
  switch (spec.family) {
    case 'single_choice':
    case 'rating': {
      // A text beside a chosen option is a remark. Without a chosen option, the text chooses its option.
      const chosen = chosenIn(imported, column, cell);
      return choice(chosen.length > 0 ? chosen : byText);
    }
    case 'multiple_choice': {
      const chosen = chosenIn(imported, column, cell, spec.separator);
      return choice([...chosen, ...byText.filter((optionId) => !chosen.includes(optionId))]);
    }
  }
  const value = cell(column);
  if (value === undefined) return undefined;
  switch (spec.family) {
    case 'numeric': {
      const number = numberOf(value, spec.numbers ?? codebook.numbers);
      if (typeof number === 'string') throw unreadable(column, value, number);
      return { number };
    }
    case 'open_ended':
      return { text: value };
    case 'datetime':
      return { moment: localMoment(column, value, spec.format ?? codebook.dates.format, question.subtype) };
    default:
      return unreachable(spec);
  }
}

const choice = (optionIds: readonly string[]) => (optionIds.length === 0 ? undefined : { optionIds });
const unreadable = (column: ColumnRef, value: string, problem: string) =>
  new UnreadableCell(`column ${columnLabel(column)}: ${JSON.stringify(clip(value, 50))} ${problem}`);

/** The options that a cell chooses by their codes. */
function chosenIn(
  { spec, optionIdByCode }: ImportedQuestion,
  column: ColumnRef,
  cell: CellReader,
  separator?: string,
): readonly string[] {
  const value = cell(column);
  if (value === undefined) return [];
  const codes = separator === undefined ? [value] : value.split(separator).map((code) => code.trim());
  // Some programs write a separator after each code, including the last.
  if (separator !== undefined && codes.length > 1 && codes.at(-1) === '' && !optionIdByCode.has('')) codes.pop();
  return codes.map((code) => {
    const optionId = optionIdByCode.get(code);
    if (optionId === undefined)
      throw new UnreadableCell(
        `column ${columnLabel(column)}: the codebook has no code ${JSON.stringify(clip(code, 50))}${similarCode(spec, code)}`,
      );
    return optionId;
  });
}

/**
 * The code that the writer may have meant: one that differs only in case, blanks or the form of its characters. It is
 * only suggested, never used.
 */
function similarCode(spec: CodebookQuestion, code: string): string {
  const similar = code.length > MAX_SIMILAR ? undefined : plainCodesOf(spec).get(plain(code));
  return similar === undefined ? '' : ` (it has ${JSON.stringify(clip(similar, 50))})`;
}

/** Longer codes are not compared: a file may have a million of them. */
const MAX_SIMILAR = 200;
const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
const plainCodes = new WeakMap<CodebookQuestion, ReadonlyMap<string, string>>();

function plainCodesOf(spec: CodebookQuestion): ReadonlyMap<string, string> {
  let codes = plainCodes.get(spec);
  if (codes === undefined) {
    const options = 'options' in spec ? spec.options : [];
    codes = new Map(options.flatMap(({ code }) => (code === undefined ? [] : [[plain(code), code] as const])));
    plainCodes.set(spec, codes);
  }
  return codes;
}

/** The chosen options of a multiple choice question that is spread over columns. */
function tickedIn(
  { question }: ImportedQuestion,
  spec: Extract<CodebookQuestion, { family: 'multiple_choice' }>,
  cell: CellReader,
): readonly string[] {
  return spec.options.flatMap(({ column, code }, index) => {
    const value = column === undefined ? undefined : cell(column);
    if (column === undefined || value === undefined || spec.unticked.includes(value)) return [];
    if (value !== code) throw unreadable(column, value, `is not ${JSON.stringify(code)}, which ticks this option`);
    return [question.options[index]?.id as string];
  });
}

/** A date, a time or both, in the form of answers. */
function localMoment(column: ColumnRef, value: string, form: string, subtype: string): string {
  const format = dateFormat(form);
  const read = typeof format === 'string' ? undefined : format.read(value);
  const { date, time, offset } = read ?? {};
  const wanted = {
    date_only: date !== undefined && time === undefined,
    time_only: date === undefined && time !== undefined,
    both: date !== undefined && time !== undefined,
  }[subtype];
  if (wanted !== true)
    throw unreadable(
      column,
      value,
      `is not ${subtype === 'date_only' ? 'a date' : subtype === 'time_only' ? 'a time' : 'a date and time'} of the form ${form}`,
    );
  if (offset !== undefined || (time !== undefined && (time.second !== 0 || time.millisecond !== 0)))
    throw unreadable(column, value, 'has seconds or an offset, which an answer cannot have');
  const digits = (number: number, length = 2) => String(number).padStart(length, '0');
  const day = date && `${digits(date.year, 4)}-${digits(date.month)}-${digits(date.day)}`;
  const hour = time && `${digits(time.hour)}:${digits(time.minute)}`;
  return [day, hour].filter((part) => part !== undefined).join('T');
}
