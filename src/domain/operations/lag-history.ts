import type { GroupSample } from '../../contracts/cluster.js';

/** How far a group was behind at an instant. */
export type LagSample = GroupSample;

/** A program that keeps the lag of consumer groups for longer than the gateway. */
export interface LagHistory {
  /**
   * The last hour of a group, by its name without prefix, the oldest first; empty when it knows nothing of the group.
   * Throws UNAVAILABLE when it does not answer in time, or not as it should.
   */
  ofGroup(name: string): Promise<readonly LagSample[]>;
}
