import { deserialize, serialize } from 'node:v8';
import { DomainError } from '../../kernel/errors.js';
import type { CommandContext } from '../../kernel/command-context.js';
import type { Database } from './database.js';
import type { Prisma } from './generated/client.js';

type IdempotencyKey = NonNullable<CommandContext['idempotency']>;

/** Keeps these advisory locks apart from others of two numbers; the number only has to be ours. */
const LOCK_CLASS = 0x6964_656d;
const KEPT = '24 hours';

/**
 * Claims the key until the transaction ends. Resolves to the first result, wrapped, when the key was used for the same
 * request. Throws IDEMPOTENCY_KEY_REUSED for another request, IDEMPOTENCY_IN_FLIGHT while somebody else has claimed it.
 */
export async function claimKey(
  tx: Prisma.TransactionClient,
  { scope, key, requestHash, formerHash }: IdempotencyKey,
): Promise<{ readonly result: unknown } | undefined> {
  const [claim] = await tx.$queryRaw<{ claimed: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${LOCK_CLASS}::int, hashtext(${JSON.stringify([scope, key])})) AS claimed`;
  if (claim?.claimed !== true) throw new DomainError('IDEMPOTENCY_IN_FLIGHT');
  // A statement of its own, after the lock: one statement for both would look at what was committed before it got the
  // lock.
  const [used] = await tx.$queryRaw<{ requestHash: string; result: Uint8Array }[]>`
    SELECT request_hash AS "requestHash", result FROM idempotency_key
    WHERE scope = ${scope} AND key = ${key} AND created_at > clock_timestamp() - ${KEPT}::interval`;
  if (used === undefined) return undefined;
  if (used.requestHash !== requestHash && used.requestHash !== formerHash)
    throw new DomainError('IDEMPOTENCY_KEY_REUSED');
  return { result: deserialize(used.result) };
}

/** Stores the result of the command that has claimed the key, in its transaction. */
export async function keepResult(
  tx: Prisma.TransactionClient,
  { scope, key, requestHash }: IdempotencyKey,
  result: unknown,
): Promise<void> {
  const kept = serialize(result);
  await tx.$executeRaw`
    INSERT INTO idempotency_key (scope, key, request_hash, result, created_at) VALUES (${scope}, ${key}, ${requestHash}, ${kept}, clock_timestamp())
    ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash, result = excluded.result, created_at = excluded.created_at`;
}

/**
 * Deletes up to `limit` keys that are no longer kept; resolves to how many. To be called again while it reaches the
 * limit.
 */
export async function pruneIdempotencyKeys(database: Database, limit = 1000): Promise<number> {
  const pruned = await database.query<{ scope: string }>(
    'idempotency-prune',
    `DELETE FROM idempotency_key WHERE (scope, key) IN (
       SELECT scope, key FROM idempotency_key WHERE created_at <= now() - $1::interval ORDER BY created_at LIMIT $2) RETURNING scope`,
    [KEPT, limit],
  );
  return pruned.length;
}
