import type { Member } from '../../kernel/viewer.js';

/** A subject of a tenant that holds, books and pays. Another tenant's subject with the same name is another buyer. */
export interface Buyer {
  readonly buyerTenant: string;
  readonly subject: string;
}

/** The member as a buyer. */
export function buyerOf({ tenant, subject }: Member): Buyer {
  return { buyerTenant: tenant, subject };
}

/** Whether the member is this buyer. */
export function isBoughtBy(made: Buyer, member: Member): boolean {
  return made.buyerTenant === member.tenant && made.subject === member.subject;
}
