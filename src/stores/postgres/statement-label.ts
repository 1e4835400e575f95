import { isCommitting } from './metered-query.js';

/** The length of the hashes that name statements of plans and of Prisma. */
const HASH_LENGTH = 27;
const GIVEN_NAME = /^[a-z][a-z0-9-]{1,60}$/;

/**
 * The label of a statement in metrics: the name that the code gives it, or what it does with its transaction. Plans and
 * Prisma name their statements by hashes of their texts, which are unbounded, so these are one label.
 */
export function statementLabel(query: unknown, endsTransaction: boolean): string {
  if (endsTransaction) return 'end-transaction';
  if (isCommitting(query)) return 'writes-and-commit';
  const name = typeof query === 'object' && query !== null ? (query as { readonly name?: unknown }).name : undefined;
  if (typeof name !== 'string' || name === '') return 'unnamed';
  return name.length !== HASH_LENGTH && GIVEN_NAME.test(name) ? name : 'planned';
}
