import type { DraftColumn } from './draft-columns.js';
import { isMark } from './marks.js';

/** Names of columns that may hold free text beside options. */
export const OTHER_COLUMN_NAME = /\b(other|specify|sonstige[sr]?|andere[rs]?|autres?|otr[oa]s?|altr[oi])\b/i;
const ASKS_FOR_TEXT =
  /\b(specify|please|angeben|bitte|pr[e\u00e9]cise[rz]|especificar|especifique|specificare|text|comment)/i;
/** A column with more distinct values than this does not hold options that columns share. */
const MAX_SHARED = 20;

/**
 * The kind of a column called "Other". It is an `option` like the others when every cell is a mark, the column's label,
 * or a value that neighbouring columns also have. It is `text` when no cell is, and `mixed` when some are: then a
 * person has to decide.
 */
export function kindOfOther(
  { part, profile }: DraftColumn,
  beside: readonly DraftColumn[],
  index: number,
): 'option' | 'text' | 'mixed' {
  const { values, count, marks, missingCodes } = profile;
  if (count === 0 && missingCodes.size > 0) return beside.length > 1 ? 'option' : 'mixed';
  if (count === 0) return beside.length > 1 && !ASKS_FOR_TEXT.test(part) ? 'option' : 'text';
  if (values === undefined) return marks > 0 ? 'mixed' : 'text';
  const shared = sharedValues(beside);
  const numbered = isNumbered(beside) ? String(index + 1) : undefined;
  const asOption = [...values.keys()].filter(
    (value) =>
      value === part || part.endsWith(` - ${value}`) || isMark(value) || shared.has(value) || value === numbered,
  );
  if (asOption.length === 0) return 'text';
  return asOption.length === values.size ? 'option' : 'mixed';
}

/** The values of neighbours that share options. A single choice with a text column shares none. */
function sharedValues(beside: readonly DraftColumn[]): ReadonlySet<string> {
  if (beside.some(({ part, profile }) => /^(open-ended )?response$/i.test(part) || profile.values === undefined))
    return new Set();
  const all = new Set(beside.flatMap(({ profile }) => [...(profile.values?.keys() ?? [])]));
  return all.size <= MAX_SHARED ? all : new Set();
}

/** Whether the cells of each column are its position among the options, from 1. */
const isNumbered = (columns: readonly DraftColumn[]) =>
  columns.length > 0 &&
  columns.every(
    ({ profile }, index) =>
      profile.count === 0 || (profile.values?.size === 1 && profile.values.has(String(index + 1))),
  );
