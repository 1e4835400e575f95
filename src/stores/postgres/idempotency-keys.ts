import { deserialize, serialize } from 'node:v8';
import { DomainError } from '../../kernel/errors.js';
import type { CommandContext } from '../../kernel/command-context.js';
import type { Database } from './database.js';
import type { Transaction, Write } from './transaction.js';

type IdempotencyKey = NonNullable<CommandContext['idempotency']>;

/** Keeps these advisory locks apart from others of two numbers; the number only has to be ours. */
const LOCK_CLASS = 0x6964_656d;
const KEPT = '24 hours';

const CLAIM = `
  SELECT claim.claimed, k.request_hash AS "requestHash", k.result
  FROM (SELECT pg_try_advisory_xact_lock($1::int, hashtext($2)) AS claimed) claim
  LEFT JOIN idempotency_key k ON k.scope = $3 AND k.key = $4 AND k.created_at > clock_timestamp() - '${KEPT}'::interval`;
const KEEP = `
  INSERT INTO idempotency_key AS k (scope, key, request_hash, result, created_at) VALUES ($1, $2, $3, $4, clock_timestamp())
  ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash, result = excluded.result, created_at = excluded.created_at
  WHERE k.created_at <= clock_timestamp() - '${KEPT}'::interval`;

/**
 * Another command with the key has committed since this one looked up the key. Nothing was changed. Look up the key
 * again.
 */
export class IdempotencyKeyTakenError extends Error {
  override readonly name = 'IdempotencyKeyTakenError';
}

/**
 * Claims the key until the transaction ends. Resolves to the first result, wrapped, when the key was used for the same
 * request. Throws IDEMPOTENCY_KEY_REUSED for another request, and IDEMPOTENCY_IN_FLIGHT while another transaction has
 * claimed the key. It may miss a result that is committed at the moment of the claim. storeResult then fails, and
 * hasStoredResult is true after the failure.
 */
export async function claimKey(
  tx: Transaction,
  command: IdempotencyKey,
): Promise<{ readonly result: unknown } | undefined> {
  const { scope, key } = command;
  const [claim] = await tx.query<Kept & { claimed: boolean }>('idempotency-claim', CLAIM, [
    LOCK_CLASS,
    JSON.stringify([scope, key]),
    scope,
    key,
  ]);
  if (claim?.claimed !== true) throw new DomainError('IDEMPOTENCY_IN_FLIGHT');
  return keptResult(claim, command);
}

interface Kept {
  readonly requestHash: string | null;
  readonly result: Uint8Array | null;
}

function keptResult(
  { requestHash: kept, result }: Kept,
  { requestHash, formerHash }: IdempotencyKey,
): { readonly result: unknown } | undefined {
  if (kept === null || result === null) return undefined;
  if (kept !== requestHash && kept !== formerHash) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
  return { result: deserialize(result) };
}

/**
 * Stores the result of the command that has claimed the key, in its transaction. Fails with IdempotencyKeyTakenError
 * when the key has a result that has not expired.
 */
export function storeResult({ scope, key, requestHash }: IdempotencyKey, result: unknown): Write {
  return {
    name: 'idempotency-keep',
    table: 'idempotency_key',
    text: KEEP,
    values: [scope, key, requestHash, serialize(result)],
    ifNone: () => new IdempotencyKeyTakenError(),
  };
}

/**
 * Stores a result without a claim on the key. Resolves to the first stored result, which may be that of another
 * command.
 */
export async function storeFirstResult<T>(
  database: Pick<Database, 'query'>,
  command: IdempotencyKey,
  result: T,
): Promise<T> {
  const { name, text, values } = storeResult(command, result);
  if ((await database.query(`${name}-first`, `${text} RETURNING 1 AS kept`, values)).length > 0) return result;
  const found = await find(database, command);
  const first = found && keptResult(found, command);
  // Undefined when the stored result has just expired.
  return first === undefined ? result : (first.result as T);
}

/** Whether the key has a result. */
export async function hasStoredResult(database: Pick<Database, 'query'>, key: IdempotencyKey): Promise<boolean> {
  return (await find(database, key)) !== undefined;
}

async function find(database: Pick<Database, 'query'>, { scope, key }: IdempotencyKey): Promise<Kept | undefined> {
  const [found] = await database.query<Kept & Record<string, unknown>>(
    'idempotency-kept',
    `SELECT request_hash AS "requestHash", result FROM idempotency_key
     WHERE scope = $1 AND key = $2 AND created_at > clock_timestamp() - '${KEPT}'::interval`,
    [scope, key],
  );
  return found;
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
