import { readEvent } from '../../src/contracts/cloud-event.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { EventPublisher } from '../../src/events/kafka/kafka-port.js';

/**
 * A publisher that keeps the events that it publishes; `failing` says for each call whether it fails, after publishing or before.
 */
export function recordingPublisher(
  failing: (call: number) => 'before' | 'after' | undefined = () => undefined,
): EventPublisher & { readonly published: GatewayEvent[] } {
  const published: GatewayEvent[] = [];
  let calls = 0;
  return {
    published,
    start: () => Promise.resolve(),
    async publish(messages) {
      calls += 1;
      const failure = failing(calls);
      await new Promise(setImmediate);
      if (failure !== 'before') published.push(...messages.map(readEvent));
      if (failure !== undefined) throw new Error(`failing ${failure}`);
      return new Map();
    },
    stop: () => Promise.resolve(),
  };
}
