import { requireRole, type Member, type MemberRole, type Viewer } from '../../kernel/viewer.js';

/** Who reads the event log of their tenant. Another tenant's entries do not exist for them. */
export const EVENT_LOG_READERS: readonly MemberRole[] = ['owner', 'staff', 'data'];

/** The viewer as a reader of its tenant's log. Throws UNAUTHENTICATED or FORBIDDEN. */
export function eventLogReader(viewer: Viewer): Member {
  return requireRole(viewer, ...EVENT_LOG_READERS);
}
