import type { ParkCause } from '../../contracts/refusal.js';

/** An event that was refused, as operators see it. Its data stays in the store. */
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

/** Which parked events are meant; all of them when nothing is said. */
export interface ParkedFilter {
  readonly eventId?: string;
  readonly cause?: ParkCause;
  readonly tenant?: string;
}

/** The operators' side of the parked events. */
export interface ParkedEvents {
  /** The oldest first. */
  list(filter: ParkedFilter, limit: number): Promise<readonly ParkedEvent[]>;
  count(filter: ParkedFilter): Promise<number>;
  /** Puts the events back into the outbox, with the place they had in it; resolves to how many. The relay tries them once more. */
  redrive(filter: ParkedFilter): Promise<number>;
}
