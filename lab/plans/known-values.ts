import { kindOf } from '../../src/kernel/ids.js';
import type { RoleName } from './roles.js';
import type { TableRows } from './table-rows.js';

/** Values for arguments: existing IDs by kind, links, tokens, and cursors of each list. */
export interface KnownValues {
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly slugs: readonly string[];
  /** The IDs that each role may see. */
  readonly visible: Readonly<Record<RoleName, Readonly<Record<string, readonly string[]>>>>;
  readonly openSlugs: readonly string[];
  /** A response of a tenant with its token. */
  readonly tokens: readonly (readonly [responseId: string, token: string])[];
  /** By the name of the list, which a cursor begins with. */
  readonly cursors: Readonly<Record<string, readonly string[]>>;
}

/** The IDs and slugs that the rows have. */
export function idsAndSlugsOf(tables: readonly TableRows[]): Pick<KnownValues, 'ids' | 'slugs'> {
  const ids: Record<string, string[]> = {};
  const slugs: string[] = [];
  for (const { rows } of tables)
    for (const { id, slug } of rows) {
      const kind = typeof id === 'string' ? kindOf(id) : undefined;
      if (kind !== undefined) (ids[kind] ??= []).push(id as string);
      if (typeof slug === 'string') slugs.push(slug);
    }
  return { ids, slugs };
}

/** The cursors in an answer, by the list that they are of. */
export function cursorsIn(answer: unknown, found: Record<string, string[]> = {}): Record<string, string[]> {
  if (typeof answer === 'string') {
    const list = listOf(answer);
    if (list !== undefined) (found[list] ??= []).push(answer);
  } else if (typeof answer === 'object' && answer !== null) {
    for (const value of Object.values(answer)) cursorsIn(value, found);
  }
  return found;
}

function listOf(text: string): string | undefined {
  try {
    const [list] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    return typeof list === 'string' ? list : undefined;
  } catch {
    return undefined;
  }
}

const PAGE = 'pageInfo { startCursor endCursor } edges { cursor }';
const ordered = (list: string, type: string, fields: readonly string[], rest = '') =>
  fields.flatMap((field) =>
    ['ASCENDING', 'DESCENDING'].map(
      (direction) => `{ ${list}(first: 60, orderBy: { field: ${field}, direction: ${direction} }${rest}) { ${PAGE} } }`,
    ),
  );

/** Queries whose answers have cursors of every list in every order. */
export const CURSOR_QUERIES: readonly string[] = [
  ...ordered('surveys', 'Survey', ['CREATED_AT', 'UPDATED_AT', 'TITLE']),
  ...ordered('movies', 'Movie', ['TITLE', 'RELEASE_DATE', 'IMDB_RATING']),
  ...ordered('shows', 'Show', ['STARTS_AT']),
  ...ordered('bookings', 'Booking', ['CREATED_AT'], ', filter: { allOfTenant: true }'),
  ...ordered('eventLogs', 'EventLogEntry', ['OCCURRED_AT']),
  `{ venues(first: 60) { ${PAGE} } }`,
  `{ surveys(first: 60, orderBy: { field: CREATED_AT, direction: ASCENDING }) {
    nodes { responses(first: 20) { ${PAGE} } }
  } }`,
];
