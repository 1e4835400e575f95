import { requireRole, type Member, type MemberRole, type Viewer } from '../../kernel/viewer.js';

/** Who follows the events of their tenant. */
export const EVENT_READERS: readonly MemberRole[] = ['owner', 'staff', 'data'];

/** The viewer as a reader of its tenant's events. Throws UNAUTHENTICATED or FORBIDDEN. */
export function eventReader(viewer: Viewer): Member {
  return requireRole(viewer, ...EVENT_READERS);
}

/** Whether an event is in the stream of this tenant's readers. */
export function belongsToStream(tenant: string, event: { readonly tenant: string }): boolean {
  return event.tenant === tenant;
}
