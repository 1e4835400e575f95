import { z } from 'zod';
import { EVENT_TYPE_NAMES } from '../../contracts/event-types.js';
import { instant, optional, requiredLine, text } from '../../kernel/input-fields.js';

/** The longest name that Kafka gives a topic or a group. */
const MAX_NAME = 249;
const MAX_OFFSET = 2n ** 63n - 1n;

/** The name of a topic or of a consumer group, without the prefix of the installation. */
export const nameInput = requiredLine(MAX_NAME);
const partition = z.int().min(0).max(100_000);
const DIGITS = /^\d{1,19}$/;
const offset = z
  .string()
  .regex(DIGITS, 'must be a whole number')
  // Also called for a text that is none.
  .refine((text) => !DIGITS.test(text) || BigInt(text) <= MAX_OFFSET, 'must be a 64-bit integer')
  .transform(BigInt);

export const RECORD_STARTS = ['earliest', 'latest', 'offset', 'time'] as const;
export type RecordStartName = (typeof RECORD_STARTS)[number];

/** Which records of a topic to read. */
export const topicRecordsInput = z
  .strictObject({
    partition: optional(partition),
    from: optional(z.enum(RECORD_STARTS)),
    offset: optional(offset),
    time: optional(instant()),
    type: optional(z.enum(EVENT_TYPE_NAMES)),
    key: optional(text(200).min(1)),
    text: optional(text(200).min(1)),
  })
  .refine(({ from, offset: given }) => (from === 'offset') === (given !== undefined), {
    path: ['offset'],
    error: 'must be given with from: offset, and with nothing else',
  })
  .refine(({ from, time }) => (from === 'time') === (time !== undefined), {
    path: ['time'],
    error: 'must be given with from: time, and with nothing else',
  })
  .refine(({ from, partition: given }) => from !== 'offset' || given !== undefined, {
    path: ['partition'],
    error: 'must be given with from: offset, because each partition has offsets of its own',
  });

export const OFFSET_TARGETS = RECORD_STARTS;
export type OffsetTargetName = RecordStartName;

/** Where a group is to go on reading. */
export const resetGroupOffsetsInput = z.strictObject({
  group: nameInput,
  topic: optional(nameInput),
  partition: optional(partition),
  to: z.enum(OFFSET_TARGETS),
  offset: optional(offset),
  time: optional(instant()),
  dryRun: optional(z.boolean()),
});

/** The same with its rules, which a published schema cannot say. */
export const checkedResetInput = resetGroupOffsetsInput
  .refine(({ to, offset: given }) => (to === 'offset') === (given !== undefined), {
    path: ['offset'],
    error: 'must be given with to: offset, and with nothing else',
  })
  .refine(({ to, time }) => (to === 'time') === (time !== undefined), {
    path: ['time'],
    error: 'must be given with to: time, and with nothing else',
  })
  .refine(({ topic, partition: given }) => given === undefined || topic !== undefined, {
    path: ['partition'],
    error: 'must be given with a topic',
  })
  .refine(({ to, partition: given }) => to !== 'offset' || given !== undefined, {
    path: ['partition'],
    error: 'must be given with to: offset, because each partition has offsets of its own',
  });
