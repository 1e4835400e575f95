import { DomainError } from './errors.js';

/**
 * Who asks. `tenant` owns surveys, venues and shows; every read and write of them is scoped to it.
 * - anonymous: browses the catalogue and answers open surveys
 * - owner: writes what belongs to the tenant, and books seats
 * - staff: reads what belongs to the tenant and serves its bookings, and books seats
 * - data: reads results, the event log and event streams of the tenant; writes nothing
 */
export type Role = 'anonymous' | 'owner' | 'staff' | 'data';
export type MemberRole = Exclude<Role, 'anonymous'>;

export interface Member {
  readonly role: MemberRole;
  /** The person or service: buyers own their bookings by it. */
  readonly subject: string;
  readonly tenant: string;
}
export type Viewer = { readonly role: 'anonymous' } | Member;

export const ANONYMOUS: Viewer = { role: 'anonymous' };

/** Who may call an operation at all, before its input is read: strangers learn nothing from its errors. */
export type Admission = 'everyone' | 'members';

/** Throws UNAUTHENTICATED for the anonymous where only members are admitted. */
export function requireAdmission(viewer: Viewer, admission: Admission): void {
  if (admission === 'members' && viewer.role === 'anonymous') throw new DomainError('UNAUTHENTICATED');
}

/** Why the viewer has none of `roles`: UNAUTHENTICATED for the anonymous, FORBIDDEN otherwise; undefined when it has. */
export function refusalOf(viewer: Viewer, roles: readonly MemberRole[]): DomainError | undefined {
  if (viewer.role === 'anonymous') return new DomainError('UNAUTHENTICATED');
  if (roles.includes(viewer.role)) return undefined;
  return new DomainError('FORBIDDEN', `This requires the role ${roles.join(' or ')}.`);
}

/** The viewer as a member with one of `roles`. Throws what refusalOf says. */
export function requireRole(viewer: Viewer, ...roles: readonly MemberRole[]): Member {
  const refusal = refusalOf(viewer, roles);
  if (refusal !== undefined) throw refusal;
  return viewer as Member;
}

/** How the viewer appears in events and the event log. */
export function actorOf(viewer: Viewer): string {
  return viewer.role === 'anonymous' ? 'anonymous' : viewer.subject;
}
