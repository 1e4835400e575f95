/*
 * The parts of @confluentinc/kafka-javascript that the gateway uses. The package is not a dependency: it has a native
 * part, which not every machine can fetch or build. So its types are declared here.
 */

export interface ConfluentPackage {
  readonly KafkaJS: { readonly Kafka: new (config: object) => ConfluentKafka };
  /** librdkafka's consumer, without the package's imitation of kafkajs. */
  readonly KafkaConsumer: new (config: object, topicConfig: object) => NativeConsumer;
}

export interface ConfluentKafka {
  producer(config: object): ConfluentProducer;
  consumer(config: object): ConfluentConsumer;
}

interface ConfluentMessages {
  readonly topicMessages: readonly {
    readonly topic: string;
    readonly messages: readonly {
      readonly partition: number;
      readonly key: Buffer | string | null;
      readonly value: Buffer | string | null;
      readonly headers: Record<string, Buffer | string>;
    }[];
  }[];
}

export interface ConfluentProducer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  sendBatch(
    batch: ConfluentMessages,
  ): Promise<readonly { readonly topicName: string; readonly partition: number; readonly baseOffset?: string }[]>;
  transaction(): Promise<ConfluentTransaction>;
}

export interface ConfluentTransaction extends Pick<ConfluentProducer, 'sendBatch'> {
  sendOffsets(offsets: {
    readonly consumer: ConfluentConsumer;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export interface ConfluentConsumer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

interface NativePartition {
  readonly topic: string;
  readonly partition: number;
}

export interface NativeMessage extends NativePartition {
  readonly offset: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: readonly Readonly<Record<string, Buffer | string>>[];
}

type NativeCallback<T = unknown> = (error: Error | null, result: T) => void;

export interface NativeConsumer {
  connect(options: { readonly timeout: number }, callback: NativeCallback): void;
  disconnect(callback: NativeCallback): void;
  on(event: 'event.error', listener: (error: Error & { readonly isFatal?: boolean }) => void): void;
  on(event: 'event.log', listener: (line: { readonly message: string }) => void): void;
  subscribe(topics: readonly string[]): void;
  unsubscribe(): void;
  setDefaultConsumeTimeout(ms: number): void;
  setDefaultIsTimeoutOnlyForFirstMessage(only: boolean): void;
  consume(most: number, callback: NativeCallback<readonly NativeMessage[]>): void;
  assign(partitions: readonly NativePartition[]): void;
  unassign(): void;
  pause(partitions: readonly NativePartition[]): void;
  resume(partitions: readonly NativePartition[]): void;
  commitCb(positions: readonly (NativePartition & { readonly offset: number })[], callback: NativeCallback): void;
}

/** librdkafka's codes of the events of a rebalance. */
export const ASSIGN_PARTITIONS = -175;
export const REVOKE_PARTITIONS = -174;
