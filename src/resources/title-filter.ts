import { hasTrigram, likePattern } from '../kernel/text.js';
import type { Sql } from './resource.js';

/**
 * The titles that contain a text, in any case. An index of trigrams finds texts of three letters. Others have a second
 * condition, which follows from the first and which an index of the titles' letters answers.
 */
interface TitleValues {
  /** A pattern for LIKE. */
  readonly titleContains?: string | undefined;
  /** The text itself. */
  readonly titleLetters?: string | undefined;
}

/**
 * The filters of a resource with a title. The first is what ILIKE does in UTF-8. ILIKE itself would lose titles by its
 * index: trigrams are made before the case is folded. A letter such as İ is then none in some locales, although its
 * lower case is one.
 */
export const TITLE_FILTERS = {
  titleContains: (row: Sql, pattern: Sql) => `lower(${row}.title) LIKE lower(${pattern}::text)`,
  titleLetters: (row: Sql, text: Sql) => `letters_and_pairs(${row}.title) @> letters_and_pairs(${text}::text)`,
} as const;

/** The values of the filters for the titles that contain `part`. */
export function titleValues(part: string | undefined): TitleValues {
  if (part === undefined) return {};
  return { titleContains: likePattern(part), ...(part === '' || hasTrigram(part) ? {} : { titleLetters: part }) };
}
