import type { DraftColumn } from './draft-columns.js';
import { isMark } from './marks.js';

/** What a column is called that may hold free text beside options. */
export const OTHER = /\b(other|specify|sonstige[sr]?|andere[rs]?|autres?|otr[oa]s?|altr[oi])\b/i;
const ASKS_FOR_TEXT =
  /\b(specify|please|angeben|bitte|pr[e\u00e9]cise[rz]|especificar|especifique|specificare|text|comment)/i;
/** More values than that are no options that columns share. */
const MAX_SHARED = 20;

/**
 * What the cells of a column called "Other" are: an `option` like the others when all of them are marks, the column's
 * label, or values that the columns beside it have as well; `text` when none is; `mixed` when some are, so that nobody
 * but a person can tell.
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

/** The values of neighbours that share options: one choice with a text beside it shares none. */
function sharedValues(beside: readonly DraftColumn[]): ReadonlySet<string> {
  if (beside.some(({ part, profile }) => /^(open-ended )?response$/i.test(part) || profile.values === undefined))
    return new Set();
  const all = new Set(beside.flatMap(({ profile }) => [...(profile.values?.keys() ?? [])]));
  return all.size <= MAX_SHARED ? all : new Set();
}

/** Whether each column holds its place among the options, from 1. */
const isNumbered = (columns: readonly DraftColumn[]) =>
  columns.length > 0 &&
  columns.every(
    ({ profile }, index) =>
      profile.count === 0 || (profile.values?.size === 1 && profile.values.has(String(index + 1))),
  );
