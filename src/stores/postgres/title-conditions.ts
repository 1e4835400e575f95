import { TITLE_FILTERS, titleValues } from '../../resources/title-filter.js';
import { optionalValue, type Condition } from './conditions.js';

/** The conditions for the rows whose title contains `part`. */
export function titleConditions(row: string, part: string | undefined): readonly Condition[] {
  const { titleContains, titleLetters } = titleValues(part);
  return [
    ['t', optionalValue(titleContains), (pattern) => TITLE_FILTERS.titleContains(row, pattern)],
    ['l', optionalValue(titleLetters), (text) => TITLE_FILTERS.titleLetters(row, text)],
  ];
}
