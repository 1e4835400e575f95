import autocannon from 'autocannon';
import { processCpuMs } from '../process-cpu.js';

/** One side of a scenario: a request and the process that answers it. */
export interface Target {
  readonly pid: number;
  readonly request: Readonly<{
    url: string;
    method: 'GET' | 'POST';
    headers: Readonly<Record<string, string>>;
    body?: string;
  }>;
}

/** What one burst came to. Milliseconds; CPU is the answering process's alone, not the databases'. */
export interface Burst {
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
  readonly p50: number;
  readonly p99: number;
}

const CONNECTIONS = 8;

/** Asks as fast as the answers come, over eight connections. Throws when any answer is not 200. */
export async function burst({ pid, request }: Target, seconds: number): Promise<Burst> {
  const cpuBefore = await processCpuMs(pid);
  const began = performance.now();
  const result = await autocannon({ ...request, connections: CONNECTIONS, duration: seconds, timeout: 10 });
  const elapsed = (performance.now() - began) / 1000;
  const cpu = (await processCpuMs(pid)) - cpuBefore;
  const answered = result['2xx'];
  if (answered === 0 || result.non2xx > 0 || result.errors > 0)
    throw new Error(`${request.url}: ${answered} answers, ${result.non2xx} not 200, ${result.errors} errors`);
  return {
    requestsPerSecond: answered / elapsed,
    cpuMsPerRequest: cpu / answered,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** The body of one answer. Throws when it is not 200. */
export async function answerOf({ request }: Target): Promise<unknown> {
  const { url, ...init } = request;
  const response = await fetch(url, init);
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body) as unknown;
}
