import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processCpuMs } from '../process-cpu.js';
import { valueIn } from '../metrics-of.js';
import { quantile, round } from '../statistics.js';
import type { Target } from './attack.js';
import {
  bearer,
  createHttpClient,
  operation,
  OTHERS_ADDRESS,
  outcomeOf,
  type HttpClient,
  type Request,
} from './http-client.js';

/** The experience of other clients during the attack, and its effect on the process. */
export interface Observation {
  /**
   * Requests of other clients: reads and writes of the owner, and liveness. A 429 does not count as their failure:
   * the attacker caused it, where both share an address.
   */
  readonly others: {
    readonly requests: number;
    /** Each with its path, status, first error code and the beginning of its body. */
    readonly failures: readonly string[];
    readonly p50Ms: number;
    readonly p99Ms: number;
  };
  readonly livenessMs: { readonly p99: number; readonly max: number };
  /** The delay of the gateway's event loop, by its own metrics; undefined when they could not be read. */
  readonly eventLoopMs: { readonly p50: number; readonly p99: number; readonly max: number } | undefined;
  readonly rssPeakMb: number;
  /** Processor time of the gateway during the attack. It varies less than delays on a busy machine. */
  readonly cpuMs: number;
  readonly heapUsedMb: number | undefined;
}

const EVERY_MS = 50;

/** Watches a gateway until `signal` aborts, as a client of its own. */
export async function observe(target: Target, pid: number, signal: AbortSignal): Promise<Observation> {
  const client = createHttpClient(target, 4, OTHERS_ADDRESS);
  // The caller reports a gateway that has died already.
  await metricsOf(client).catch(() => undefined);
  const cpuBefore = await processCpuMs(pid);
  const latencies: number[] = [];
  const liveness: number[] = [];
  const failures: string[] = [];
  let rssPeakMb = 0;

  const ask = async (request: Request, into: number[]): Promise<string | undefined> => {
    const began = performance.now();
    let answer: string | undefined;
    try {
      const reply = await client.send(request);
      const { status, body } = reply;
      answer = body;
      const hasUnexpectedError =
        body.includes('"errors"') && !body.includes('LIMIT_EXCEEDED') && !body.includes('SEAT_TAKEN');
      if (status >= 500 || (status >= 400 && status !== 429) || hasUnexpectedError)
        failures.push(`${request.path} ${outcomeOf(reply)} ${body.slice(0, 220)}`);
    } catch (error) {
      failures.push(`${request.path} ${(error as Error).message}`);
    }
    into.push(performance.now() - began);
    return answer;
  };
  const loop = async (requests: readonly Request[], into: number[]) => {
    for (let n = 0; !signal.aborted; n += 1) {
      await ask(requests[n % requests.length] as Request, into);
      rssPeakMb = Math.max(rssPeakMb, rssMb(pid));
      await sleep(EVERY_MS);
    }
  };
  const { token, surveyId, showId } = target;
  const reads: readonly Request[] = [
    operation('query ($id: ID!) { survey(id: $id) { title status } }', { id: surveyId }, token),
    { method: 'GET', path: `/api/v1/surveys/${surveyId}`, headers: { accept: 'application/json', ...bearer(token) } },
  ];
  /** Holds a seat and releases it: writes that make events for the subscribers of the seats. */
  const sell = async () => {
    while (!signal.aborted) {
      const held = await ask(
        operation(
          'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id } } }',
          { input: { showId, seatLabels: ['A1'], minutes: 1 } },
          token,
        ),
        latencies,
      );
      const id = /"id":"([^"]+)"/.exec(held ?? '')?.[1];
      if (id !== undefined)
        await ask(operation('mutation ($id: ID!) { releaseHold(id: $id) { hold { id } } }', { id }, token), latencies);
      await sleep(EVERY_MS);
    }
  };
  await Promise.all([loop(reads, latencies), sell(), loop([{ method: 'GET', path: '/health/live' }], liveness)]);
  const metrics = await metricsOf(client).catch(() => undefined);
  client.close();
  return {
    others: {
      requests: latencies.length,
      failures: failures.slice(0, 5),
      p50Ms: round(quantile(latencies, 0.5), 1),
      p99Ms: round(quantile(latencies, 0.99), 1),
    },
    livenessMs: { p99: round(quantile(liveness, 0.99), 1), max: round(quantile(liveness, 1), 1) },
    eventLoopMs: metrics && {
      p50: round(metrics('gateway_event_loop_delay_seconds{quantile="0.5"}') * 1000, 1),
      p99: round(metrics('gateway_event_loop_delay_seconds{quantile="0.99"}') * 1000, 1),
      max: round(metrics('gateway_event_loop_delay_seconds{quantile="1"}') * 1000, 1),
    },
    rssPeakMb,
    cpuMs: (await processCpuMs(pid)) - cpuBefore,
    heapUsedMb: metrics && round(metrics('gateway_memory_bytes{kind="heap"}') / 1024 / 1024, 0),
  };
}

/** Reads the gateway's current metrics. Each reading begins a new interval of the event-loop delay. */
async function metricsOf(client: HttpClient): Promise<(name: string) => number> {
  const { body } = await client.send({ method: 'GET', path: '/metrics' });
  return (name) => valueIn(body, name);
}

/** The resident memory of a process in megabytes; 0 where the kernel does not report it, or the process is gone. */
function rssMb(pid: number): number {
  const file = `/proc/${pid}/status`;
  const found = existsSync(file) ? /VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8')) : null;
  return found === null ? 0 : Math.round(Number(found[1]) / 1024);
}
