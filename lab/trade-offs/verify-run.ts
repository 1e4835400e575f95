import type { Exchange } from './exchange.js';
import { countDifferences, countsSince, exchangeCounts, serverCounts, type ServerCounts } from './server-counters.js';
import { sleepUntil } from './sleep.js';
import type { LabTransport } from './transport.js';

export interface Verification {
  readonly lab: ServerCounts;
  readonly server: ServerCounts;
  /** Empty when the lab's numbers equal the server's. */
  readonly differences: readonly string[];
}

const SETTLE_WITHIN_MS = 3_000;
const AGAIN_AFTER_MS = 50;

/**
 * Does `work`, which reports each of its exchanges, and compares their sum with the growth of the gateway's own
 * counters. No other client may use the gateway meanwhile. The gateway counts a connection when it is closed, which
 * may be a moment after the client sees it.
 */
export async function verified<Result>(
  origin: string,
  transport: LabTransport,
  signal: AbortSignal,
  work: (onExchange: (exchange: Exchange) => void) => Promise<Result>,
): Promise<{ readonly result: Result; readonly verification: Verification }> {
  const before = await serverCounts(origin, transport, signal);
  const exchanges: Exchange[] = [];
  const result = await work((exchange) => void exchanges.push(exchange));
  const lab = exchangeCounts(exchanges);
  const until = performance.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const server = countsSince(before, await serverCounts(origin, transport, signal));
    const differences = countDifferences(lab, server);
    if (differences.length === 0 || performance.now() > until)
      return { result, verification: { lab, server, differences } };
    await sleepUntil(performance.now() + AGAIN_AFTER_MS, signal);
  }
}
