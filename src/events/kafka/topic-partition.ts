/** A partition of a topic, named as on the cluster. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}
