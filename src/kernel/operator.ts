import { DomainError } from './errors.js';
import { requireRole, type Member, type Viewer } from './viewer.js';

/**
 * The tenants whose owner and staff operate the installation: they see what belongs to no tenant, such as topics and
 * consumer groups. 'every' is for development, where everybody may have every token.
 */
export type OperatorTenants = 'every' | readonly string[];

/** The viewer as an operator. Throws UNAUTHENTICATED, or FORBIDDEN when its role or its tenant does not operate it. */
export function requireOperator(viewer: Viewer, operators: OperatorTenants): Member {
  const member = requireRole(viewer, 'owner', 'staff');
  if (operators === 'every' || operators.includes(member.tenant)) return member;
  throw new DomainError('FORBIDDEN', 'This requires the owner or staff of the tenant that operates the installation.');
}
