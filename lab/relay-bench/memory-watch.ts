import { setTimeout as sleep } from 'node:timers/promises';
import { metricsOf, valueIn } from '../metrics-of.js';
import { processRssMb } from '../process-cpu.js';

/** The memory of a gateway, in MB. */
export interface Memory {
  readonly rss: number;
  readonly heap: number;
}

/** Watches a gateway's memory. */
interface MemoryWatch {
  /** Resolves to the memory before and after, and to its highest values. */
  stop(): Promise<{ readonly before: Memory; readonly highest: Memory; readonly after: Memory }>;
}

const EVERY_MS = 500;

/** Watches from now on. The heap is what the gateway's metrics say. */
export async function watchMemory(url: string, pid: number): Promise<MemoryWatch> {
  const now = async (): Promise<Memory> => {
    const heap = valueIn(await metricsOf(url), 'gateway_memory_bytes{kind="heap"}') / 1024 ** 2;
    return { rss: Math.round(await processRssMb(pid)), heap: Math.round(heap) };
  };
  const before = await now();
  let highest = before;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      await sleep(EVERY_MS);
      const { rss, heap } = await now();
      highest = { rss: Math.max(rss, highest.rss), heap: Math.max(heap, highest.heap) };
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return { before, highest, after: await now() };
    },
  };
}
