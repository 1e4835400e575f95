import type {
  DeadLetter as StoredLetter,
  DeadLetterContent as StoredContent,
  RedriveResult,
} from '../../contracts/dead-letter.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { requireFound } from '../../kernel/errors.js';
import { kindOf, requireId } from '../../kernel/ids.js';
import { cursorPosition, pageOf, type Page, type PageRequest, type Position } from '../../kernel/paging.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { UnitOfWork } from '../outbox/unit-of-work.js';
import { deadLetterStaff, isLetterOf } from './dead-letter-access.js';
import { deadLetterFilterInput, redriveDeadLettersInput } from './dead-letter-inputs.js';
import type { DeadLetterStore } from './dead-letter-store.js';

/** The dead letters, newest first. */
export const DEAD_LETTER_LIST = 'dead-letters';

/** A dead letter as its tenant sees it. The message of a handler's error may name internals: it is for operators. */
export interface DeadLetter extends Omit<StoredLetter, 'reason'> {
  readonly reason: string | null;
}

/** The content as the tenant sees it: its own event. The stack is for operators. */
export interface DeadLetterContent extends Pick<StoredContent, 'key' | 'headers' | 'body' | 'isByReference'> {
  readonly id: string;
  readonly bytes: number;
}

export interface DeadLetterRedrive {
  readonly isDryRun: boolean;
  /** One for each ID, in the order of the IDs. */
  readonly results: readonly RedriveResult[];
}

/**
 * The open dead letters of the viewer's tenant, for its owner and staff. Other callers get UNAUTHENTICATED or
 * FORBIDDEN, and another tenant's letters do not exist. Throws UNAVAILABLE when the log does not answer.
 */
export interface DeadLetterService {
  /** Newest first. `filter` is { group?, cause?, eventType? }. Throws BAD_INPUT and BAD_CURSOR. */
  page(viewer: Viewer, filter: unknown, request: PageRequest): Promise<Page<DeadLetter>>;
  count(viewer: Viewer, filter: unknown): Promise<number>;
  /** Throws NOT_FOUND. */
  get(viewer: Viewer, id: string): Promise<DeadLetter>;
  /** The record that could not be applied, clipped. Throws NOT_FOUND. */
  content(viewer: Viewer, id: string): Promise<DeadLetterContent>;
  /**
   * Redrives letters: { ids, dryRun?, force? }. Without `force`, a letter that was redriven MAX_REDRIVES times without
   * success stays. What stays is no error: its result says why.
   */
  redrive(viewer: Viewer, request: unknown, command: CommandContext): Promise<DeadLetterRedrive>;
}

/** See DeadLetterService. */
export function createDeadLetterService({
  letters,
  unitOfWork,
}: {
  readonly letters: DeadLetterStore;
  readonly unitOfWork: Pick<UnitOfWork<object>, 'run'>;
}): DeadLetterService {
  /** The tenant's letters that match, newest first. */
  async function matching(viewer: Viewer, given: unknown): Promise<readonly StoredLetter[]> {
    const { tenant } = deadLetterStaff(viewer);
    const { group, cause, eventType } = parseInput(deadLetterFilterInput, given ?? {});
    return (await letters.open()).letters
      .filter(
        (letter) =>
          isLetterOf(tenant, letter) &&
          (group === undefined || letter.group === group) &&
          (cause === undefined || letter.cause === cause) &&
          (eventType === undefined || letter.eventType === eventType),
      )
      .sort((a, b) => compare(positionOf(b), positionOf(a)));
  }

  return {
    async page(viewer, filter, request) {
      const after = cursorPosition(request, ['instant', 'id']);
      const found = await matching(viewer, filter);
      const rest = after === undefined ? found : found.filter((letter) => compare(positionOf(letter), after) < 0);
      return pageOf(rest.slice(0, request.first + 1).map(forTenant), request, positionOf);
    },

    count: async (viewer, filter) => (await matching(viewer, filter)).length,

    async get(viewer, id) {
      const { tenant } = deadLetterStaff(viewer);
      const letterId = requireId('DeadLetter', id);
      const { letters: open } = await letters.open();
      const found = open.find((letter) => letter.id === letterId && isLetterOf(tenant, letter));
      return forTenant(requireFound(found, 'DeadLetter'));
    },

    async content(viewer, id) {
      const { tenant } = deadLetterStaff(viewer);
      const found = await letters.content(requireId('DeadLetter', id), (letter) => isLetterOf(tenant, letter));
      const { letter, key, headers, body, isByReference } = requireFound(found, 'DeadLetter');
      return { id: letter.id, bytes: letter.bytes, key, headers, body, isByReference };
    },

    async redrive(viewer, request, command) {
      const { tenant } = deadLetterStaff(viewer);
      const { ids, dryRun = false, force = false } = parseInput(redriveDeadLettersInput, request);
      const known = ids.map((id) => id.toLowerCase()).filter((id) => kindOf(id) === 'DeadLetter');
      // Kafka is not part of the transaction, which only keeps the first result of a key. When its commit fails, the
      // letters were redriven all the same. A repetition then finds none of them, or redrives them twice.
      return unitOfWork.run(command, async () => {
        const options = { dryRun, force };
        const done = await letters.redrive(known, options, (letter) => isLetterOf(tenant, letter));
        const outcomes = new Map(done.map(({ id, outcome }) => [id, outcome]));
        const results = ids.map((id) => ({ id, outcome: outcomes.get(id.toLowerCase()) ?? ('not_found' as const) }));
        return { isDryRun: dryRun, results };
      });
    },
  };
}

function forTenant(letter: StoredLetter): DeadLetter {
  return letter.cause === 'handler_failed' ? { ...letter, reason: null } : letter;
}

const positionOf = ({ failedAt, id }: Pick<StoredLetter, 'failedAt' | 'id'>): Position => [failedAt.toISOString(), id];

function compare([time = '', id = '']: Position, [otherTime = '', otherId = '']: Position): number {
  const [a, b] = time === otherTime ? [id, otherId] : [time, otherTime];
  return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}
