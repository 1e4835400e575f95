import { DomainError } from '../../kernel/errors.js';

/** The memory that the work of this process may hold at once, in bytes, and the time that work waits for its share. */
interface MemoryBudgetConfig {
  readonly totalBytes: number;
  /** The bound of one client, so that one client cannot keep all others waiting. */
  readonly clientBytes: number;
  /**
   * Reservations of at most `upTo` do not queue behind larger ones. Larger ones cannot use `keptFree` of the total.
   */
  readonly small: { readonly upTo: number; readonly keptFree: number };
  /**
   * Reservations of at least `from` are heavy, and take one place for each `bytesPerPlace`, but never more than
   * `perClient`. There are `places`. More heavy work at once would only take the processors from each other, those of
   * the stores too, and from all other work. It has its places until its answer is there. Without it, none is heavy.
   */
  readonly heavy?: {
    readonly from: number;
    readonly bytesPerPlace: number;
    readonly places: number;
    readonly perClient: number;
  };
  readonly waitMs: number;
  /** The number of reservations that may wait at once. */
  readonly maxWaiting: number;
}

/** A share of the budget. */
export interface MemoryLease {
  readonly bytes: number;
  /** Whether others wait for memory. */
  readonly isContended: boolean;
  /**
   * Uses `bytes` more without waiting, the reserved bytes first. Throws OVERLOADED, and takes nothing, when the budget
   * does not have them.
   */
  grow(bytes: number): void;
  /**
   * Waits until `bytes` more can be reserved. `asLarge` queues a small reservation with the large ones, because it is
   * part of large work. Rejects with OVERLOADED after the budget's patience.
   */
  reserve(bytes: number, asLarge?: boolean): Promise<void>;
  /**
   * Sets the held size to `bytes`. Use it for memory that is already allocated and must be counted until it is freed.
   */
  hold(bytes: number): void;
  /** A new empty lease of the same client. */
  sibling(): MemoryLease;
  /** Gives everything back. It may be called twice. A released lease takes nothing more. */
  release(): void;
}

/** The number of clients that may be remembered although they hold nothing. */
const MOST_CLIENTS = 1_000;

/** A budget whose shares are taken at once or refused: for data that is kept, where nothing waits. */
export function createImmediateBudget({
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
  readonly places: number;
  readonly admit: () => void;
}

/** The seconds after which a refused client should retry. */
export const RETRY_AFTER_SECONDS = 2;

/** The error for work that does not fit into the budget now. */
export function overloaded(): DomainError {
  return new DomainError('OVERLOADED', undefined, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/**
 * A weighted semaphore over bytes. Reservations are served in their order, except that small ones do not wait for large
 * ones, and that a reservation whose client is at its own bound, or that waits for other heavy ones to end, does not
 * block the ones after it. Invariant: the sum of all leases never exceeds the total, and the sum of a client's leases
 * never exceeds the bound of one client; nor do heavy ones have more places than there are.
 */
export function createMemoryBudget({
  totalBytes,
  clientBytes,
  small,
  heavy = { from: Infinity, bytesPerPlace: 1, places: 0, perClient: 0 },
  waitMs,
  maxWaiting,
}: MemoryBudgetConfig): MemoryBudget {
  const byClient = new Map<string, number>();
  const waiters = new Set<Waiter>();
  /** The places that heavy reservations have taken, in all and by client. A client without any has no entry. */
  const placesByClient = new Map<string, number>();
  let takenPlaces = 0;
  let usedBytes = 0;

  const isWithinClient = (client: string, bytes: number) => (byClient.get(client) ?? 0) + bytes <= clientBytes;
  const isWithinTotal = (bytes: number) => usedBytes + bytes <= totalBytes;
  /**
   * Whether there is room for a reservation. A reservation that does not fit into the total without `keptFree` may use
   * all of the total.
   */
  const hasRoom = (bytes: number, isSmall: boolean) =>
    isWithinTotal(isSmall ? bytes : Math.min(bytes + small.keptFree, totalBytes));

  const placesOf = (bytes: number) =>
    bytes < heavy.from ? 0 : Math.min(heavy.perClient, Math.ceil(bytes / heavy.bytesPerPlace));
  const hasPlaces = (client: string, places: number) =>
    places === 0 ||
    (takenPlaces + places <= heavy.places && (placesByClient.get(client) ?? 0) + places <= heavy.perClient);
  /** Whether a waiting reservation waits for memory of the total, and so keeps the later ones waiting. */
  const isInTheWay = ({ client, bytes, places }: Waiter) => isWithinClient(client, bytes) && hasPlaces(client, places);

  function take(client: string, bytes: number): void {
    usedBytes += bytes;
    const held = (byClient.get(client) ?? 0) + bytes;
    byClient.set(client, held);
    // Clients that hold nothing are forgotten together. Forgetting them one by one would grow and shrink the map all
    // the time.
    if (held === 0 && byClient.size > MOST_CLIENTS)
      for (const [key, none] of byClient) if (none === 0) byClient.delete(key);
  }

  function serveWaiters(): void {
    let isLargeHeldUp = false;
    for (const waiter of waiters) {
      const { isSmall } = waiter;
      if (!isInTheWay(waiter) || (isLargeHeldUp && !isSmall)) continue;
      if (!hasRoom(waiter.bytes, isSmall)) {
        isLargeHeldUp ||= !isSmall;
        continue;
      }
      waiters.delete(waiter);
      waiter.admit();
    }
  }

  function wait(waiting: Omit<Waiter, 'admit'>, admit: () => void): Promise<void> {
    if (waiters.size >= maxWaiting) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        reject(overloaded());
      }, waitMs);
      const waiter: Waiter = {
        ...waiting,
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
    private places = 0;

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
      // Large reservations must not overtake one another. One that waits for its own client's bound blocks no other.
      const isSmall = !asLarge && asked <= small.upTo;
      const places = this.places > 0 ? 0 : placesOf(asked);
      const isNext = isSmall || [...waiters].every((waiter) => waiter.client !== client && !isInTheWay(waiter));
      const begin = () => {
        this.add(asked);
        if (places > 0 && !this.isReleased) this.setPlaces(places);
      };
      if (isNext && hasRoom(asked, isSmall) && isWithinClient(client, asked) && hasPlaces(client, places)) begin();
      else await wait({ client, bytes: asked, isSmall, places }, begin);
    }

    hold(bytes: number): void {
      this.used = bytes;
      this.add(bytes - this.held);
      this.setPlaces(0);
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
      this.setPlaces(0);
      serveWaiters();
    }

    private setPlaces(places: number): void {
      if (places === this.places) return;
      const own = (placesByClient.get(this.client) ?? 0) + places - this.places;
      if (own === 0) placesByClient.delete(this.client);
      else placesByClient.set(this.client, own);
      takenPlaces += places - this.places;
      this.places = places;
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
