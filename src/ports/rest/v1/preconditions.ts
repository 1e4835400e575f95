import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../kernel/errors.js';
import { ifMatchVersion, matchesIfNoneMatch } from './http/etag.js';
import { RestError } from './http/problem.js';
import { isWrite, type AnyOperation, type OperationInput } from './operation.js';
import type { PlannedReader } from './planned/planned-reader.js';
import { entityTagsOf, plannedTag, representationOf } from './reply.js';
import type { ReadContext } from './resource.js';
import { requestedFields, selectionOf } from './field-selection.js';

/** The preconditions of a write that its operation checks in its transaction. */
export interface Preconditions {
  readonly expectedVersion: number | undefined;
  /** Whether nothing may exist yet: If-None-Match: * of an operation that creates its resource. */
  readonly onlyIfAbsent: boolean;
}

/** The preconditions of a read: none. */
export const NO_PRECONDITIONS: Preconditions = { expectedVersion: undefined, onlyIfAbsent: false };

interface Checked {
  readonly operation: AnyOperation;
  /** The operation that reads the resource of the write. */
  readonly reader: AnyOperation | undefined;
  readonly readPlanned: PlannedReader | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
}

/**
 * Checks the preconditions of a write (RFC 9110, section 13.2.2: If-Match, then If-None-Match), as far as they can be
 * checked before it. Throws 412 when the resource has a tag of If-None-Match, and 400 for malformed headers. There are
 * no dates of modification: If-Modified-Since and If-Unmodified-Since are ignored, as the section has it.
 */
export async function checkPreconditions(
  request: FastifyRequest,
  context: ReadContext,
  checked: Checked,
): Promise<Preconditions> {
  const { operation } = checked;
  if (!isWrite(operation)) return NO_PRECONDITIONS;
  const expectedVersion = versionDemanded(operation, request);
  const { 'if-none-match': ifNoneMatch } = request.headers;
  if (ifNoneMatch === undefined) return { expectedVersion, onlyIfAbsent: false };
  if (operation.ifAbsent === true && ifNoneMatch.trim() === '*') return { expectedVersion, onlyIfAbsent: true };
  const tags = await currentTags(request, context, checked);
  if (matchesIfNoneMatch(ifNoneMatch, tags))
    throw new RestError(412, 'VERSION_CONFLICT', 'The resource has an entity tag that If-None-Match contains.', {
      header: 'If-None-Match',
    });
  return { expectedVersion, onlyIfAbsent: false };
}

/**
 * The version that If-Match requires. A write that cannot check it refuses the header: if it were ignored, an update
 * could be lost.
 */
function versionDemanded(operation: AnyOperation, { headers }: FastifyRequest): number | undefined {
  const { 'if-match': ifMatch } = headers;
  if (ifMatch === undefined) return undefined;
  if (operation.ifMatch !== true)
    throw new RestError(400, 'BAD_INPUT', 'This operation does not support If-Match: its resource has no version.', {
      header: 'If-Match',
    });
  return ifMatchVersion(ifMatch);
}

/**
 * The current entity tags of the path's resource in both formats. Empty when there is no resource that this viewer may
 * read.
 */
async function currentTags(
  { url }: FastifyRequest,
  context: ReadContext,
  { reader, readPlanned, params, query }: Checked,
): Promise<readonly string[]> {
  if (reader === undefined) return [];
  const { answer } = reader;
  const sameResource = 'resource' in answer ? answer.resource : undefined;
  const wanted = requestedFields(query);
  const input: OperationInput<undefined, undefined, undefined, undefined> = {
    ...context,
    ...({ params, query: {}, headers: {} } as object as {
      readonly params: undefined;
      readonly query: undefined;
      readonly headers: undefined;
    }),
    body: undefined,
    command: {},
    expectedVersion: undefined,
    onlyIfAbsent: false,
    signal: new AbortController().signal,
    selection: sameResource === undefined ? {} : selectionOf(sameResource, wanted),
  };
  try {
    const tags = entityTagsOf(await representationOf(reader, await reader.run(input), wanted, context, url));
    // The JSON of statements has a tag of its own where the tag is one of the bytes.
    const planned = await readPlanned?.(input, wanted, undefined);
    return planned === undefined ? tags : [...tags, plannedTag(planned, url)];
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}
