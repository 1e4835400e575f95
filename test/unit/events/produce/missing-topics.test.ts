import { describe, expect, it } from '@jest/globals';
import type { KafkaClient } from '../../../../src/events/kafka/kafka-client.js';
import { createMissingTopics } from '../../../../src/events/produce/missing-topics.js';

/** A cluster with these topics. */
function cluster(...topics: string[]) {
  const client = {
    ask: (question: (admin: unknown) => unknown) =>
      Promise.resolve(question({ listTopics: () => Promise.resolve([...topics]) })),
  } as unknown as KafkaClient;
  return { client, topics };
}

describe('a topic that the cluster does not have', () => {
  it('is not missing at the first look, when it may have been made a moment ago', async () => {
    const { client } = cluster('there');
    const missing = createMissingTopics(client, 60_000);
    expect(await missing.among(['there', 'new'])).toEqual(new Set());
    expect(missing.suspects(['new'])).toBe(true);
    expect(missing.suspects(['there'])).toBe(false);
  });

  it('is missing when it stays away', async () => {
    const { client } = cluster('there');
    expect(await createMissingTopics(client, 0).among(['there', 'gone'])).toEqual(new Set(['gone']));
  });

  it('is looked for anew once it was there, or a record was written to it', async () => {
    const { client, topics } = cluster();
    const missing = createMissingTopics(client, 60_000);
    await missing.among(['a', 'b']);
    topics.push('a');
    await missing.among(['a', 'b']);
    missing.found(['b']);
    expect([missing.suspects(['a']), missing.suspects(['b'])]).toEqual([false, false]);
  });

  it('is not decided upon when the cluster cannot be asked', async () => {
    const client = { ask: () => Promise.reject(new Error('no broker')) } as unknown as KafkaClient;
    await expect(createMissingTopics(client, 0).among(['a'])).rejects.toThrow('no broker');
  });
});
