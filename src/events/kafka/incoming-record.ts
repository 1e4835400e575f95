import type { KafkaMessage } from 'kafkajs';
import { readEvent } from '../../contracts/cloud-event.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';

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
  const headers = Object.entries(message.headers ?? {}).flatMap(([name, value]): [string, Buffer][] => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return last === undefined ? [] : [[name, typeof last === 'string' ? Buffer.from(last) : last]];
  });
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key,
    value: message.value,
    headers: Object.fromEntries(headers),
  };
}

/** The event in a record. Throws UnreadableEventError. */
export function eventOf(record: IncomingRecord): GatewayEvent {
  return readEvent(record);
}
