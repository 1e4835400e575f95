import type { MemberRole } from '../../src/kernel/viewer.js';

/** Who sends the operations of the comparison: undefined is the anonymous. */
export const ROLES = {
  owner: { role: 'owner', tenant: 'acme', subject: 'owner@acme' },
  staff: { role: 'staff', tenant: 'acme', subject: 'staff@acme' },
  data: { role: 'data', tenant: 'acme', subject: 'data@acme' },
  otherTenant: { role: 'owner', tenant: 'globex', subject: 'owner@globex' },
  /** The subject of another tenant's buyer, in a tenant that has nothing. */
  namesake: { role: 'owner', tenant: 'empty', subject: 'owner@acme' },
  anonymous: undefined,
} as const satisfies Readonly<
  Record<string, { readonly role: MemberRole; readonly tenant: string; readonly subject: string } | undefined>
>;

export type RoleName = keyof typeof ROLES;
