import type { KafkaMessage } from 'kafkajs';

/** A record of a topic (named as on the cluster). */
export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** A message of the client as a record. If a header occurs several times, the last value counts. */
export function incomingRecord(topic: string, partition: number, message: KafkaMessage): IncomingRecord {
  const headers: Record<string, Buffer> = {};
  for (const name in message.headers) {
    const value = message.headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = typeof last === 'string' ? Buffer.from(last) : last;
  }
  return { topic, partition, offset: BigInt(message.offset), key: message.key, value: message.value, headers };
}
