import type { Member } from '../../kernel/viewer.js';

/** Who holds, books and pays: a subject of a tenant. Another tenant's subject of the same name is somebody else. */
export interface Buyer {
  readonly buyerTenant: string;
  readonly subject: string;
}

/** The member as a buyer. */
export function buyerOf({ tenant, subject }: Member): Buyer {
  return { buyerTenant: tenant, subject };
}

/** Whether what this buyer made belongs to the member. */
export function isBoughtBy(made: Buyer, member: Member): boolean {
  return made.buyerTenant === member.tenant && made.subject === member.subject;
}
