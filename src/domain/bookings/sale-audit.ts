import type { Id } from '../../kernel/ids.js';
import { createSweep, type Sweep } from '../../kernel/sweep.js';

/** The place of a show in the order of the audit. */
export interface AuditedShow {
  readonly startsAt: Date;
  readonly id: Id;
}

/** Reads what was sold, for the audit. */
export interface SaleAuditReads {
  /**
   * Counts the oversold seats of the next `limit` shows after the given one, of those that have not started more than a
   * day ago. A seat is oversold when several confirmed bookings have it, or when a confirmed booking has it and the seat
   * is not sold to that booking. `last` is undefined when no show follows. It reads committed data of one moment.
   */
  oversoldSeats(
    after: AuditedShow | undefined,
    limit: number,
  ): Promise<{ readonly oversold: number; readonly last: AuditedShow | undefined }>;
}

interface SaleAuditParts {
  readonly reads: SaleAuditReads;
  /** Called after each complete audit. */
  readonly onAudited: (oversold: number) => void;
  readonly onError: (error: unknown) => void;
  readonly intervalMs?: number;
  /** Shows that are read together. */
  readonly batch?: number;
}

/**
 * Checks again and again that no seat is sold twice. It looks at the statuses of bookings alone, and uses neither the
 * locks nor the unique index that prevent a second sale: if these fail, it finds what they let pass. A sweep resolves to
 * the number of oversold seats.
 */
export function createSaleAudit({
  reads,
  onAudited,
  onError,
  intervalMs = 30_000,
  batch = 100,
}: SaleAuditParts): Sweep {
  async function sweep(): Promise<number> {
    let total = 0;
    for (let after: AuditedShow | undefined; ;) {
      const { oversold, last } = await reads.oversoldSeats(after, batch);
      total += oversold;
      if (last === undefined) break;
      after = last;
    }
    onAudited(total);
    return total;
  }
  return createSweep({ intervalMs, sweep, onError });
}
