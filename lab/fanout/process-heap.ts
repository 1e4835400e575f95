import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { freePort } from '../free-port.js';

/** Memory of a process, in bytes, after a full garbage collection. */
interface HeapUse {
  readonly heap: number;
  /** Buffers outside the heap. */
  readonly buffers: number;
}

/** Looks at the heap of a process from outside, by node's inspector: the process needs no code for it. */
export interface ProcessHeap {
  /** Collects all garbage first. */
  use(): Promise<HeapUse>;
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly result: { readonly result?: { readonly value: { readonly heap: number; readonly buffers: number } } };
}

const USE =
  '(() => { const { heapUsed, arrayBuffers } = process.memoryUsage(); return { heap: heapUsed, buffers: arrayBuffers }; })()';

/** The flag of node with which a process can be inspected on a free port of this machine. */
export async function inspectorFlag(): Promise<{ readonly flag: string; readonly port: number }> {
  const port = await freePort();
  return { flag: `--inspect=127.0.0.1:${port}`, port };
}

/** Connects to the inspector of a running process. */
export async function inspectHeap(port: number): Promise<ProcessHeap> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    readonly webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  let lastId = 0;

  function ask(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Answer['result']> {
    const id = (lastId += 1);
    return new Promise((resolve, reject) => {
      const onMessage = (data: Buffer) => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.id !== id) return;
        socket.off('message', onMessage);
        resolve(answer.result);
      };
      socket.on('message', onMessage);
      socket.once('close', () => reject(new Error('The inspected process has ended')));
      socket.send(JSON.stringify({ id, method, params }));
    });
  }

  return {
    async use() {
      // Objects in pending timers are released between the collections.
      for (let round = 0; round < 3; round += 1) {
        await ask('HeapProfiler.collectGarbage');
        await sleep(100);
      }
      const { result } = await ask('Runtime.evaluate', { expression: USE, returnByValue: true });
      if (result === undefined) throw new Error('The inspected process does not tell its memory');
      return result.value;
    },
    async stop() {
      socket.close();
    },
  };
}
