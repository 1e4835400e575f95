import { z } from 'zod';
import { id, instant } from './shapes.js';

const int64 = z.string().regex(/^\d+$/).describe('A 64-bit integer as a string.');

/** The way of one event. */
export const eventJourneySchema = z.object({
  eventId: id,
  type: z.string(),
  aggregateId: id,
  actor: z.string(),
  occurredAt: instant.describe('In the transaction of the change.'),
  traceparent: z.string().nullable().describe('The W3C trace context of the request.'),
  outbox: z
    .object({
      state: z.enum(['waiting', 'sent', 'parked']),
      seq: int64,
      shard: z.int().min(0).describe('The shard, whose leader publishes the event.'),
      sentAt: instant.nullable().describe('When the relay noted that all in-sync replicas have the event.'),
      parkedAt: instant.nullable(),
      parkedBecause: z.string().nullable(),
    })
    .nullable()
    .describe('The event in the outbox. Sent events leave it after a while.'),
  record: z
    .object({ topic: z.string(), partition: z.int().min(0), offset: int64, writtenAt: instant })
    .nullable()
    .describe('The record of the event in Kafka.'),
  groups: z
    .array(
      z.object({
        group: z.string(),
        isConcerned: z.boolean().describe('Whether the group does something with events of this type.'),
        committedOffset: int64.nullable().describe("The offset that the group reads next in the record's partition."),
        hasPassed: z.boolean().nullable().describe('Whether the group has committed an offset after the record.'),
        appliedAt: instant
          .nullable()
          .describe('When its effect was committed. Null when it has none, or keeps no time.'),
        isDeadLetter: z.boolean().describe('Whether the group could not apply the event, and its dead letter is open.'),
      }),
    )
    .describe("The consumer groups of the event's topic."),
  eventLog: z.object({ recordedAt: instant.nullable() }).nullable().describe("The event's document in MongoDB."),
  stream: z
    .object({
      arrivedAt: instant,
      deliveries: z
        .int()
        .min(0)
        .describe('How often it was given to a reader. Subscriptions with the same answer count as one.'),
      lastDeliveredAt: instant.nullable(),
    })
    .nullable()
    .describe('The event in the stream of the gateway that answers.'),
});
