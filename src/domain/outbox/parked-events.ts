import type { ParkCause } from '../../contracts/refusal.js';
import type { Id } from '../../kernel/ids.js';

/** A refused event, for operators. Its data stays in the store. */
export interface ParkedEvent {
  readonly seq: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly topic: string;
  readonly aggregateId: string;
  readonly tenant: string;
  readonly occurredAt: Date;
  readonly parkedAt: Date;
  readonly cause: ParkCause;
  readonly reason: string;
}

/** A filter of parked events. An empty filter selects all of them. */
export interface ParkedFilter {
  readonly eventId?: string;
  readonly cause?: ParkCause;
  readonly tenant?: string;
  readonly type?: string;
}

/** The parked events, for operators. */
export interface ParkedEvents {
  /** In order of `seq`, those after `after`. */
  list(filter: ParkedFilter, limit: number, after?: bigint): Promise<readonly ParkedEvent[]>;
  count(filter: ParkedFilter): Promise<number>;
  /** Moves the events back to their place in the outbox. Resolves to their number. The relay tries them once more. */
  redrive(filter: ParkedFilter): Promise<number>;
}

/** The parked events, for the commands of a tenant. They work in a transaction. */
export interface ParkedWrites {
  /** Those of `ids` that are parked events of the tenant. */
  parked(tenant: string, ids: readonly Id[]): Promise<readonly Id[]>;
  /** Moves the tenant's events among `ids` back to their place in the outbox. Resolves to those that were moved. */
  redrive(tenant: string, ids: readonly Id[]): Promise<readonly Id[]>;
}
