import { DomainError } from '../../kernel/errors.js';

/** How much memory the work of this process may hold at once, in bytes, and how long work waits for its share. */
interface MemoryBudgetConfig {
  readonly totalBytes: number;
  /** The most that one client may hold, so that a single one cannot keep everybody else waiting. */
  readonly clientBytes: number;
  /**
   * Reservations of at most `upTo` do not queue behind larger ones, for which `keptFree` of the total is out of reach.
   */
  readonly small: { readonly upTo: number; readonly keptFree: number };
  readonly waitMs: number;
  /** Pieces of work that may wait at once. */
  readonly maxWaiting: number;
}

/** A share of the budget. */
export interface MemoryLease {
  readonly bytes: number;
  /** Whether others wait for memory. */
  readonly isContended: boolean;
  /**
   * Uses `bytes` more, first of what is reserved, without waiting. Throws OVERLOADED, and takes nothing, when the
   * budget does not have them.
   */
  grow(bytes: number): void;
  /**
   * Waits until `bytes` more can be set aside; `asLarge` however few they are, for a part of what will be much. Rejects
   * with OVERLOADED after the budget's patience.
   */
  reserve(bytes: number, asLarge?: boolean): Promise<void>;
  /**
   * Sets the held size to `bytes`. Use it for memory that is already allocated and must be counted until it is freed.
   */
  hold(bytes: number): void;
  /** Another lease of the same client, empty. */
  sibling(): MemoryLease;
  /** Gives everything back. It does no harm to call it twice; a released lease takes nothing any more. */
  release(): void;
}

/** Clients that may be remembered although they hold nothing. */
const MOST_CLIENTS = 1_000;

/** A budget of which shares are taken at once or refused: for what is kept, where nobody waits. */
export function createKeptBudget({
  totalBytes,
  clientBytes,
}: Pick<MemoryBudgetConfig, 'totalBytes' | 'clientBytes'>): MemoryBudget {
  return createMemoryBudget({ totalBytes, clientBytes, small: { upTo: 0, keptFree: 0 }, waitMs: 0, maxWaiting: 0 });
}

export interface MemoryBudget {
  /** An empty lease of `client`. */
  lease(client: string): MemoryLease;
  readonly usedBytes: number;
  readonly waiting: number;
}

interface Waiter {
  readonly client: string;
  readonly bytes: number;
  readonly isSmall: boolean;
  readonly admit: () => void;
}

/** After how many seconds a refused client should try again. */
export const RETRY_AFTER_SECONDS = 2;

/** The refusal of work for which there is no room at the moment. */
export function overloaded(): DomainError {
  return new DomainError('OVERLOADED', undefined, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/**
 * A weighted semaphore over bytes. Reservations are served in their order, but small ones do not wait for large ones,
 * and one whose client is at its own bound does not hold up those behind it. The invariant: the sum of all leases never
 * exceeds the total, nor that of one client its own.
 */
export function createMemoryBudget({
  totalBytes,
  clientBytes,
  small,
  waitMs,
  maxWaiting,
}: MemoryBudgetConfig): MemoryBudget {
  const byClient = new Map<string, number>();
  const waiters = new Set<Waiter>();
  let usedBytes = 0;

  const isWithinClient = (client: string, bytes: number) => (byClient.get(client) ?? 0) + bytes <= clientBytes;
  const isWithinTotal = (bytes: number) => usedBytes + bytes <= totalBytes;
  /**
   * Whether there is room for a reservation. One that could never fit beside what is kept free may have all the rest.
   */
  const hasRoom = (bytes: number, isSmall: boolean) =>
    isWithinTotal(isSmall ? bytes : Math.min(bytes + small.keptFree, totalBytes));

  function take(client: string, bytes: number): void {
    usedBytes += bytes;
    const held = (byClient.get(client) ?? 0) + bytes;
    byClient.set(client, held);
    // Clients that hold nothing are forgotten together: to do it each time would cost a new table every few requests.
    if (held === 0 && byClient.size > MOST_CLIENTS)
      for (const [key, none] of byClient) if (none === 0) byClient.delete(key);
  }

  function serveWaiters(): void {
    let isLargeHeldUp = false;
    for (const waiter of waiters) {
      const { isSmall } = waiter;
      if (!isWithinClient(waiter.client, waiter.bytes) || (isLargeHeldUp && !isSmall)) continue;
      if (!hasRoom(waiter.bytes, isSmall)) {
        isLargeHeldUp ||= !isSmall;
        continue;
      }
      waiters.delete(waiter);
      waiter.admit();
    }
  }

  function wait(client: string, bytes: number, isSmall: boolean, admit: () => void): Promise<void> {
    if (waiters.size >= maxWaiting) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        reject(overloaded());
      }, waitMs);
      const waiter: Waiter = {
        client,
        bytes,
        isSmall,
        admit() {
          clearTimeout(timer);
          admit();
          resolve();
        },
      };
      waiters.add(waiter);
    });
  }

  // A class, and not an object with getters for each request: see LinkedRoster.
  class Lease implements MemoryLease {
    private held = 0;
    private used = 0;
    private isReleased = false;

    constructor(private readonly client: string) {}

    get bytes(): number {
      return this.held;
    }

    get isContended(): boolean {
      return waiters.size > 0;
    }

    grow(bytes: number): void {
      if (this.isReleased) return;
      const missing = this.used + bytes - this.held;
      if (missing > 0 && !(isWithinTotal(missing) && isWithinClient(this.client, missing))) throw overloaded();
      this.used += bytes;
      if (missing > 0) this.add(missing);
    }

    async reserve(bytes: number, asLarge = false): Promise<void> {
      if (this.isReleased) return;
      const { client } = this;
      const asked = Math.min(bytes, totalBytes, clientBytes);
      // Large reservations must not overtake one another; one that its own client's bound holds up blocks nobody.
      const isSmall = !asLarge && asked <= small.upTo;
      const isNext =
        isSmall ||
        [...waiters].every((waiter) => waiter.client !== client && !isWithinClient(waiter.client, waiter.bytes));
      if (isNext && hasRoom(asked, isSmall) && isWithinClient(client, asked)) this.add(asked);
      else await wait(client, asked, isSmall, () => this.add(asked));
    }

    hold(bytes: number): void {
      this.used = bytes;
      this.add(bytes - this.held);
      serveWaiters();
    }

    sibling(): MemoryLease {
      return new Lease(this.client);
    }

    release(): void {
      if (this.isReleased) return;
      this.isReleased = true;
      take(this.client, -this.held);
      this.held = 0;
      serveWaiters();
    }

    private add(bytes: number): void {
      if (this.isReleased) return;
      this.held += bytes;
      take(this.client, bytes);
    }
  }

  return {
    lease: (client) => new Lease(client),
    get usedBytes() {
      return usedBytes;
    },
    get waiting() {
      return waiters.size;
    },
  };
}
