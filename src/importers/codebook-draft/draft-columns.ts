import { columnNames } from '../surveys/resolved-columns.js';
import type { ColumnRef } from '../surveys/codebook-parts.js';
import type { ColumnProfile } from './column-profile.js';

/** A column of the file as the draft sees it. */
export interface DraftColumn {
  /** How the codebook refers to it. */
  readonly ref: ColumnRef;
  /** The question's text, and the text below or after it: an option, a row, or the kind of answer. */
  readonly question: string;
  readonly part: string;
  /** The same for the columns under one header cell, where the header shows that. */
  readonly block: number;
  readonly profile: ColumnProfile;
}

/**
 * Whether a file's second row belongs to its header, as in a SurveyMonkey export: it has the options under their
 * questions.
 */
export function hasTwoHeaderRows([first, second]: readonly (readonly string[])[]): boolean {
  if (first === undefined || second === undefined || first.length !== second.length || first.length < 2) return false;
  const blank = (text: string | undefined) => (text ?? '').trim() === '';
  const kinds = second.filter((cell) => /^(open-ended )?response$/i.test(cell.trim())).length;
  const under = second.filter((cell, index) => index > 0 && blank(first[index]) && !blank(cell)).length;
  const repeated = second.filter(
    (cell, index) => index > 0 && !blank(cell) && first[index]?.trim() === first[index - 1]?.trim(),
  ).length;
  // In a header, the columns about the respondent are empty in the second row. In a row of data they are not.
  return blank(second[0]) && !blank(first[0]) && (kinds > 0 || under > 0 || repeated > 0);
}

/** Longer headers are not taken apart: the forms below take time that grows with the square of the length. */
const MAX_SPLIT = 5000;
const BEHIND = [/^(.*\S)\s*\[([^\]]+)\]$/s, /^(.*\S)\s[-\u2013]\s(\S.*)$/s];

/** The columns of a file with the questions they belong to. */
export function draftColumns(
  header: readonly (readonly string[])[],
  profiles: readonly ColumnProfile[],
): readonly DraftColumn[] {
  const names = columnNames(header);
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  const second = header[1];
  // If some cells of the first row are empty, each header cell begins a question. Otherwise each column repeats its
  // question.
  const blocks =
    second !== undefined &&
    second.some((below, index) => below.trim() !== '' && (header[0]?.[index] ?? '').trim() === '');
  let [question, block] = ['', 0];
  return names.map((name, index) => {
    const ref: ColumnRef = name !== '' && times.get(name) === 1 ? name : { header: name, number: index + 1 };
    const own = header[0]?.[index]?.trim() ?? '';
    const below = second?.[index]?.trim() ?? '';
    if (own !== '' || below === '') question = own;
    if (blocks && own !== '') block += 1;
    const [, before = own, behind = ''] =
      second === undefined && own.length <= MAX_SPLIT
        ? (BEHIND.map((form) => form.exec(own)).find((found) => found !== null) ?? [])
        : [];
    return {
      ref,
      question: second === undefined ? before : question,
      part: second === undefined ? behind : below,
      block,
      profile: profiles[index] as ColumnProfile,
    };
  });
}

/**
 * Neighbouring columns that belong to one question. With a single header row, the text before a dash is a question only
 * if several columns share it.
 */
export function groupsOf(columns: readonly DraftColumn[], twoRows: boolean): readonly (readonly DraftColumn[])[] {
  const groups: DraftColumn[][] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (
      last !== undefined &&
      column.part !== '' &&
      last[0]?.part !== '' &&
      last[0]?.question === column.question &&
      last[0].block === column.block
    )
      last.push(column);
    else groups.push([column]);
  }
  if (twoRows) return groups;
  return groups.map((group) =>
    group.length > 1 ? group : group.map((column) => ({ ...column, question: wholeHeader(column), part: '' })),
  );
}

const wholeHeader = ({ ref }: DraftColumn) => (typeof ref === 'string' ? ref : ref.header);
