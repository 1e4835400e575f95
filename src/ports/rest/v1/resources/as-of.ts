import { z } from 'zod';
import { TOPICS } from '../../../../contracts/topics.js';
import type { AsOf } from '../../../../contracts/as-of.js';
import { instant } from './shapes.js';

/** The position in the event log that a read model is current to. */
export const asOfSchema = z
  .object({
    at: instant.describe('The time of the newest event that is contained.'),
    offsets: z
      .array(
        z.object({
          topic: z.string().describe('The topic, without the prefix of the installation.'),
          partition: z.int().min(0),
          offset: z
            .string()
            .regex(/^\d+$/)
            .describe('The offset of the last event that is contained, a 64-bit integer as a string.'),
        }),
      )
      .describe('One offset for each partition that has had an event of this resource, by topic and partition.'),
  })
  .nullable()
  .describe(
    'The position in the event log that this is current to. An event of this resource is contained if its partition is listed with its offset or a higher one. Null when the last event was applied before positions were recorded.',
  );

/** A position as asOfSchema has it. */
export const presentAsOf = (asOf: AsOf | null) =>
  asOf && {
    at: asOf.at,
    offsets: asOf.offsets.map(({ topic, partition, offset }) => ({
      topic: TOPICS[topic].name,
      partition,
      offset: offset.toString(),
    })),
  };
