import type { KafkaClient } from '../kafka/kafka-client.js';

/** Distinguishes a topic that does not exist from a topic that a broker does not know yet. */
interface MissingTopics {
  /**
   * Asks the cluster; resolves to those of `topics` (named as there) that it has not had for `afterMs`, at every look
   * since.
   */
  among(topics: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether one of the topics was missing at its last check. */
  suspects(topics: readonly string[]): boolean;
  /** A record was written there. */
  found(topics: readonly string[]): void;
}

/** See MissingTopics. */
export function createMissingTopics(client: KafkaClient, afterMs: number): MissingTopics {
  const since = new Map<string, number>();
  return {
    async among(topics) {
      const existing = new Set(await client.ask((admin) => admin.listTopics()));
      const now = Date.now();
      for (const topic of topics) {
        if (existing.has(topic)) since.delete(topic);
        else if (!since.has(topic)) since.set(topic, now);
      }
      return new Set(topics.filter((topic) => now - (since.get(topic) ?? now) >= afterMs && since.has(topic)));
    },
    suspects: (topics) => topics.some((topic) => since.has(topic)),
    found: (topics) => topics.forEach((topic) => since.delete(topic)),
  };
}
