import { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';
import type { Signer } from '../../kernel/signing.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';
import type { FeedOffsets } from './event-feed.js';

const PURPOSE = 'events';
/** Kafka's offsets are signed 64-bit numbers. */
const GREATEST_OFFSET = 2n ** 63n - 1n;
const offset = z
  .string()
  .regex(/^\d{1,19}$/)
  .refine((digits) => BigInt(digits) <= GREATEST_OFFSET);
const contents = z.strictObject({ tenant: z.string(), next: z.record(z.string(), z.array(offset)) });

/** The signed cursor of a position: the next offset of every partition of every topic. It is valid for `tenant` only. */
export function sealCursor(signer: Signer, tenant: string, offsets: FeedOffsets): string {
  const next = Object.fromEntries(
    [...offsets].map(([topic, partitions]) => [
      topic,
      [...partitions].sort(([a], [b]) => a - b).map(([, offset]) => offset.toString()),
    ]),
  );
  return signer.seal(PURPOSE, { tenant, next });
}

/** The offsets of a cursor that `sealCursor` made for `tenant`. Throws BAD_CURSOR for any other text. */
export function openCursor(signer: Signer, tenant: string, cursor: string, topics: readonly TopicKey[]): FeedOffsets {
  const opened = contents.safeParse(signer.open(PURPOSE, cursor));
  const complete =
    opened.success &&
    opened.data.tenant === tenant &&
    topics.every((topic) => opened.data.next[topic]?.length === TOPICS[topic].partitions);
  if (!complete)
    throw new DomainError('BAD_CURSOR', 'The cursor was not issued by this gateway for your tenant.', {
      argument: 'after',
    });
  return new Map(
    topics.map((topic) => [
      topic,
      new Map((opened.data.next[topic] ?? []).map((offset, partition) => [partition, BigInt(offset)])),
    ]),
  );
}
