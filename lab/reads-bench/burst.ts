import autocannon from 'autocannon';
import { processCpuMs } from '../process-cpu.js';

/** One HTTP request of a read. */
export interface ReadRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A side of a scenario: a request and the process that answers it. */
export interface Target {
  readonly pid: number;
  readonly request: ReadRequest;
  /** Further requests to the same server that the read needs. A client sends them one after another. */
  readonly following?: readonly ReadRequest[];
}

/**
 * The result of one burst, in milliseconds. CPU is that of the answering process, without the databases. A read of
 * several requests counts as one; its latencies are NaN, because they are measured for single requests.
 */
export interface Burst {
  /** The number of answered reads. */
  readonly answered: number;
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
  readonly p50: number;
  readonly p99: number;
}

/** The connections of the load generator. */
export const CONNECTIONS = 8;

/** A burst without an answer is repeated, twice as long each time, up to this duration. */
const LONGEST_SECONDS = 16;

/**
 * Sends requests over eight connections, on each the next one after an answer. Throws when an answer is not 200, or
 * when none arrives even in a long burst.
 */
export async function burst(target: Target, seconds: number): Promise<Burst> {
  const { pid, request, following = [] } = target;
  const cpuBefore = await processCpuMs(pid);
  const began = performance.now();
  const result = await autocannon({
    ...request,
    requests: [request, ...following].map(({ url, ...init }) => ({ ...init, path: pathOf(url) })),
    connections: CONNECTIONS,
    duration: seconds,
    timeout: 10,
  });
  const elapsed = (performance.now() - began) / 1000;
  const cpu = (await processCpuMs(pid)) - cpuBefore;
  const answers = result['2xx'];
  const failed = result.non2xx + result.errors > 0;
  if (answers === 0 && !failed && seconds < LONGEST_SECONDS) return burst(target, seconds * 2);
  if (answers === 0 || failed)
    throw new Error(`${request.url}: ${answers} answers, ${result.non2xx} not 200, ${result.errors} errors`);
  const answered = answers / (1 + following.length);
  const isOneRequest = following.length === 0;
  return {
    answered,
    requestsPerSecond: answered / elapsed,
    cpuMsPerRequest: cpu / answered,
    p50: isOneRequest ? result.latency.p50 : Number.NaN,
    p99: isOneRequest ? result.latency.p99 : Number.NaN,
  };
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

/** The body of one answer. Throws when it is not 200. */
export async function answerOf({ request }: Pick<Target, 'request'>): Promise<unknown> {
  const { url, ...init } = request;
  const response = await fetch(url, init);
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body) as unknown;
}
