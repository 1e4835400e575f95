import { requireId } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { ResponseFilter } from './response.js';
import { responseFilterInput } from './survey-inputs.js';

/** The filter of a list of responses. Throws BAD_INPUT, or NOT_FOUND for an ID of another kind. */
export function responseFilter(given: unknown): ResponseFilter {
  const { collectorId, ...filter } = parseInput(responseFilterInput, given ?? {});
  return { ...filter, ...(collectorId === undefined ? {} : { collectorId: requireId('Collector', collectorId) }) };
}
