/**
 * SQLSTATEs of a transaction that PostgreSQL rolled back in favour of another: serialization_failure,
 * deadlock_detected.
 */
const LOST = new Set(['40001', '40P01']);

/** Whether a transaction failed only because of a concurrent one. A retry is then likely to succeed. */
export function isTransactionConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as Error & {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
  };
  // P2034 is Prisma's code for its own queries. For raw queries it passes on the driver's error.
  return code === 'P2034' || LOST.has(String(meta?.driverAdapterError?.cause?.originalCode ?? code));
}
