import type { MongoClient } from 'mongodb';
import { collectWith, type Metrics } from '../../ops/metrics.js';

/** Measures the client's commands and connections. It must monitor commands. */
export function measureMongo(client: MongoClient, metrics: Metrics['mongo']): void {
  client.on('commandSucceeded', ({ commandName, duration }) =>
    metrics.seconds.observe({ command: commandName }, duration / 1000),
  );
  client.on('commandFailed', ({ commandName, duration }) => {
    metrics.seconds.observe({ command: commandName }, duration / 1000);
    metrics.failures.inc({ command: commandName });
  });
  let [open, inUse] = [0, 0];
  client.on('connectionCreated', () => void (open += 1));
  client.on('connectionClosed', () => void (open -= 1));
  client.on('connectionCheckedOut', () => void (inUse += 1));
  client.on('connectionCheckedIn', () => void (inUse -= 1));
  collectWith(metrics.pool, () => {
    metrics.pool.set({ state: 'open' }, open);
    metrics.pool.set({ state: 'in_use' }, inUse);
    metrics.pool.set({ state: 'most' }, client.options.maxPoolSize);
  });
}
