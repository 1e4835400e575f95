import type { Network } from './network.js';
import { Connections, SharedLine } from './simulated-network.js';
import { abortable, sleepUntil } from './sleep.js';

/** A network as one new client sees it: the model of simulated-network.ts, applied in real time. */
export interface NetworkConditions {
  /** Waits for one of the connections and, where it is new, for its set-up. */
  connect(): Promise<{ release(): void }>;
  /** Bytes on their way to the gateway: resolves when all have arrived. */
  up(bytes: number): Promise<void>;
  /** Bytes on their way from the gateway, the first of a message. */
  down(bytes: number): Promise<void>;
  /** Bytes that follow the first: distance adds no further delay. */
  transfer(bytes: number): Promise<void>;
  /** A whole round trip of messages so small that only distance counts. */
  roundTrip(): Promise<void>;
}

/** Each repetition has conditions of its own. Pending waits reject when `signal` aborts. */
export function createNetworkConditions(network: Network, signal: AbortSignal): NetworkConditions {
  const connections = new Connections();
  const waiting: (() => void)[] = [];
  const upLine = createLine(network.upKbps, signal);
  const downLine = createLine(network.downKbps, signal);
  const distance = (ms: number) => sleepUntil(performance.now() + ms, signal);

  return {
    async connect() {
      let taken = connections.take();
      while (taken === undefined) {
        await new Promise<void>((resolve) => void waiting.push(resolve));
        taken = connections.take();
      }
      const release = () => {
        connections.release();
        waiting.shift()?.();
      };
      try {
        if (taken.isNew) await distance(network.rttMs);
      } catch (error) {
        release();
        throw error;
      }
      return { release };
    },
    async up(bytes) {
      const sent = await upLine(bytes);
      await sleepUntil(sent + network.rttMs / 2, signal);
    },
    async down(bytes) {
      const sent = await downLine(bytes);
      await sleepUntil(sent + network.rttMs / 2, signal);
    },
    async transfer(bytes) {
      await downLine(bytes);
    },
    roundTrip: () => distance(network.rttMs),
  };
}

/** Sends bytes over a shared line; resolves to the moment at which the last was on it. */
function createLine(kbps: number | undefined, signal: AbortSignal): (bytes: number) => Promise<number> {
  const line = new SharedLine<(at: number) => void>(kbps);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function settle(): void {
    const now = performance.now();
    for (const done of line.settle(now)) done(now);
  }

  function attend(): void {
    clearTimeout(timer);
    const at = line.nextAt();
    if (at === undefined) return;
    timer = setTimeout(
      () => {
        settle();
        attend();
      },
      Math.max(0, Math.ceil(at - performance.now())),
    );
  }

  return async (bytes) => {
    if (kbps === undefined) return performance.now();
    settle();
    const sent = new Promise<number>((resolve) => line.begin(resolve, bytes, performance.now()));
    attend();
    return abortable(sent, signal);
  };
}
