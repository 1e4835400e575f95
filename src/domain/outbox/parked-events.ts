import type { ParkCause } from '../../contracts/refusal.js';

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
}

/** The parked events, for operators. */
export interface ParkedEvents {
  /** The oldest first. */
  list(filter: ParkedFilter, limit: number): Promise<readonly ParkedEvent[]>;
  count(filter: ParkedFilter): Promise<number>;
  /** Moves the events back to their place in the outbox. Resolves to their number. The relay tries them once more. */
  redrive(filter: ParkedFilter): Promise<number>;
}
