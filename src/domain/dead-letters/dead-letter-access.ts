import type { DeadLetter } from '../../contracts/dead-letter.js';
import { requireRole, type Member, type MemberRole, type Viewer } from '../../kernel/viewer.js';

/** Who reads and redrives the dead letters of their tenant. Data teams only read what was applied. */
export const DEAD_LETTER_STAFF: readonly MemberRole[] = ['owner', 'staff'];

/** The viewer as one who cares for the dead letters of its tenant. Throws UNAUTHENTICATED or FORBIDDEN. */
export function deadLetterStaff(viewer: Viewer): Member {
  return requireRole(viewer, ...DEAD_LETTER_STAFF);
}

/**
 * Whether a letter is of this tenant: its event says so. A letter that says no tenant is of none, and only operators
 * see it, by the command line.
 */
export function isLetterOf(tenant: string, letter: Pick<DeadLetter, 'tenant'>): boolean {
  return letter.tenant === tenant;
}
