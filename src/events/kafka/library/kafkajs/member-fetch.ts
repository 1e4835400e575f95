import type { Cluster } from 'kafkajs';
import { createPace } from '../../../../kernel/pace.js';
import { committedAnswer, type FetchAnswer } from './aborted-messages.js';

type Fetch = (...parameters: unknown[]) => Promise<FetchAnswer>;

/**
 * Has every broker of a member's cluster answer fetches with committed messages only, and a fetch after few messages
 * wait for its turn (`createPace`).
 */
export function adjustFetches(cluster: Cluster, paceMs: number): void {
  const findBroker = cluster.findBroker.bind(cluster);
  const adjusted = new WeakSet<object>();
  cluster.findBroker = async (node) => {
    const broker = await findBroker(node);
    if (adjusted.has(broker)) return broker;
    adjusted.add(broker);
    const fetch = broker.fetch.bind(broker) as Fetch;
    const pace = createPace(paceMs);
    broker.fetch = async (...parameters: unknown[]) => {
      await pace.turn();
      const answer = committedAnswer(await fetch(...parameters));
      pace.taken(messagesIn(answer));
      return answer;
    };
    return broker;
  };
}

const messagesIn = ({ responses }: FetchAnswer) =>
  responses.reduce((sum, { partitions }) => partitions.reduce((inTopic, one) => inTopic + one.messages.length, sum), 0);
