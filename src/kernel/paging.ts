import { DomainError } from './errors.js';
import { isDay } from './instants.js';
import { parsedJson } from './json.js';
import { decodeBase64Url, isStorable } from './text.js';

/** The largest page of any list, in both ports. */
export const MAX_PAGE = 100;
export const DEFAULT_PAGE = 20;
/** The longest cursor: one may carry a title, each of whose characters takes up to six of a cursor's. */
export const MAX_CURSOR = 4096;

/** The sort key of the row of a cursor: its values in order, the ID last. */
export type Position = readonly (string | number | null)[];

/** A request for the page after `after`; `first` is at most MAX_PAGE. */
export interface PageRequest {
  readonly first: number;
  readonly after?: Position;
}

/** A page, the position of each item, and whether more follow it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly positions: readonly Position[];
  readonly hasNextPage: boolean;
}

/**
 * Validates the arguments of a list whose sort is named `list` (a cursor is good only for the list that issued it).
 * Throws LIMIT_EXCEEDED, BAD_INPUT or BAD_CURSOR.
 */
export function pageRequest(
  list: string,
  first: number | null | undefined,
  after: string | null | undefined,
): PageRequest {
  const size = first ?? DEFAULT_PAGE;
  if (!Number.isInteger(size) || size < 0)
    throw new DomainError('BAD_INPUT', 'first must be a whole number, 0 or more.', { argument: 'first' });
  if (size > MAX_PAGE)
    throw new DomainError('LIMIT_EXCEEDED', `first may be at most ${MAX_PAGE}.`, {
      argument: 'first',
      maximum: MAX_PAGE,
    });
  return after === null || after === undefined ? { first: size } : { first: size, after: decodeCursor(list, after) };
}

/** An opaque cursor for `position` in the list named `list`. */
export function encodeCursor(list: string, position: Position): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url');
}

function decodeCursor(list: string, cursor: string): Position {
  const text = cursor.length > MAX_CURSOR ? undefined : decodeBase64Url(cursor);
  const values = text === undefined ? undefined : parsedJson(text);
  const wellFormed =
    Array.isArray(values) &&
    values[0] === list &&
    values.slice(1).every((value) => value === null || typeof value === 'string' || typeof value === 'number');
  if (!wellFormed) throw new DomainError('BAD_CURSOR', undefined, { argument: 'after' });
  return values.slice(1) as Position;
}

/** Cuts the one row too many that a store reads to learn whether more follow. */
export function pageOf<T>(rows: readonly T[], request: PageRequest, positionOf: (row: T) => Position): Page<T> {
  const items = rows.slice(0, request.first);
  return { items, positions: items.map(positionOf), hasNextPage: rows.length > request.first };
}

/**
 * The total count, made consistent with `page`. The count and the page are read separately, and a write between the two
 * reads could make them contradict each other. So the page decides: a first page without a next page is the whole list,
 * and any other page proves its own items and the next one.
 */
export function consistentTotal(page: Page<unknown>, isFirst: boolean, counted: number): number {
  const shown = page.items.length;
  if (page.hasNextPage) return Math.max(counted, shown + 1);
  return isFirst ? shown : Math.max(counted, shown);
}

const COLUMN_FORMS = {
  instant: (value: unknown) => typeof value === 'string' && isStoredInstant(value),
  id: (value: unknown) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  text: (value: unknown) => typeof value === 'string' && isStorable(value),
  dayOrNull: (value: unknown) => value === null || (typeof value === 'string' && isDay(value)),
  numberOrNull: (value: unknown) => value === null || (typeof value === 'number' && Number.isFinite(value)),
} as const;
export type KeysetColumn = keyof typeof COLUMN_FORMS;

/**
 * The values of a position, checked against the columns a list is sorted by; undefined on the first page. Throws
 * BAD_CURSOR.
 */
export function cursorPosition(request: PageRequest, columns: readonly KeysetColumn[]): Position | undefined {
  const { after } = request;
  if (after === undefined) return undefined;
  if (after.length !== columns.length || !columns.every((column, index) => COLUMN_FORMS[column](after[index])))
    throw new DomainError('BAD_CURSOR', undefined, { argument: 'after' });
  return after;
}

/**
 * The earliest instant of PostgreSQL's timestamptz, in 4713 BC. A row that was stored before years were bounded may be
 * outside the years that are accepted today. Its cursor must stay valid, or the list would end at it.
 */
const EARLIEST_STORED = Date.UTC(-4712, 0, 1);

/** Whether `text` is a Date's own text, which 31 February is not, of an instant that a timestamptz can hold. */
export function isStoredInstant(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.getTime() >= EARLIEST_STORED && at.toISOString() === text;
}
