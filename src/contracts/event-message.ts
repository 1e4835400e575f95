import type { TopicKey } from './topics.js';

/** An event as a Kafka record in CloudEvents' binary content mode: attributes in ce_ headers, data as JSON. */
export interface EventMessage {
  readonly key: string;
  readonly value: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** A finished message, and where it belongs. */
export interface TopicMessage extends EventMessage {
  readonly topic: TopicKey;
  /** At least the bytes that it takes in a batch of records. */
  readonly bytes: number;
}

/** A record as the client reads it. Header values may be text or bytes. */
export interface IncomingMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}
