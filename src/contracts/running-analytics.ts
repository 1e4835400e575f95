import { z } from 'zod';
import { TOPICS, type TopicContract } from './topics.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The topic of changes to running figures. Each partition of an event topic has one partition here, so the changes that
 * one partition's events cause stay in order, and one transactional producer writes each partition.
 */
export const RUNNING_ANALYTICS: TopicContract = {
  name: 'running-analytics',
  partitions: Object.values(TOPICS).reduce((sum, { partitions }) => sum + partitions, 0),
  retentionMs: 7 * DAY_MS,
};

/**
 * One change, caused by one event: `amount` is added to the figure `measure` of `subjectId`. An event causes at most one
 * change of a figure. A reader of committed records of an exactly-once pipeline adds up the amounts. A reader of an
 * at-least-once pipeline adds each pair of `eventId` and `measure` once.
 */
export const runningChange = z.object({
  tenant: z.string(),
  /** The survey or the show. */
  subjectId: z.uuid(),
  /** `responses.STATUS`, `seats`, `bookings`, or `revenue.CURRENCY` in the minor unit of ISO 4217. */
  measure: z.string(),
  amount: z.int(),
  eventId: z.uuid(),
});
export type RunningChange = z.infer<typeof runningChange>;
