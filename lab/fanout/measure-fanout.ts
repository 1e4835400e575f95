import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLRequest } from '../graphql-request.js';
import { metricsOf, valueIn } from '../metrics-of.js';
import { processCpuMs, processRssMb } from '../process-cpu.js';
import { round, summary } from '../statistics.js';
import type { ProcessHeap } from './process-heap.js';
import type { Subscribers } from './subscribers.js';

export interface FanoutRun {
  readonly sockets: number;
  readonly perSocket: number;
  readonly changes: number;
  /** Between the last arrival of one change and the next change. */
  readonly pauseMs: number;
}

/** The measured process. */
export interface Measured {
  readonly url: string;
  readonly pid: number;
  readonly heap: ProcessHeap;
}

/** Changes the seat map; resolves when the answer is there. */
export type Change = () => Promise<void>;

const PATIENCE_MS = 30_000;
const OPENING_PATIENCE_MS = 120_000;
const KB = 1024;

/** A seat of a show that is held and released in turn. */
export function seatChange(request: GraphQLRequest, showId: string, seatLabel: string): Change {
  let holdId: string | undefined;
  return async () => {
    if (holdId === undefined) {
      const { data } = await request<{ holdSeats: { hold: { id: string } } }>(
        'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id } } }',
        { input: { showId, seatLabels: [seatLabel] } },
      );
      holdId = data.holdSeats.hold.id;
      return;
    }
    await request('mutation ($id: ID!) { releaseHold(id: $id) { hold { id } } }', { id: holdId });
    holdId = undefined;
  };
}

/** Opens the subscriptions, measures what they take, and how long each change takes to reach all of them. */
export async function measureFanout(subscribers: Subscribers, change: Change, measured: Measured, run: FanoutRun) {
  const { pid, heap } = measured;
  const count = run.sockets * run.perSocket;
  const before = await heap.use();
  await subscribers.connect();
  const connected = await heap.use();
  const subscribing = await processCpuMs(pid);
  await subscribers.subscribe();
  await allLive(measured.url, subscribers, change, count);
  const subscribeCpuMs = (await processCpuMs(pid)) - subscribing;
  const open = await heap.use();

  const fromRequest: number[] = [];
  const fromResponse: number[] = [];
  let others = 0;
  const cpuBefore = await processCpuMs(pid);
  const begun = performance.now();
  for (let index = 0; index < run.changes; index += 1) {
    const sent = performance.now();
    await change();
    const answered = performance.now();
    const delivery = await subscribers.delivered(count, PATIENCE_MS);
    for (const at of delivery.arrivals) {
      fromRequest.push(at - sent);
      fromResponse.push(at - answered);
    }
    others += delivery.others;
    await sleep(run.pauseMs);
  }
  const elapsed = performance.now() - begun;
  const cpuMs = (await processCpuMs(pid)) - cpuBefore;
  const rssMb = round(await processRssMb(pid), 0);
  await subscribers.stop();
  const after = await heap.use();
  return {
    subscriptions: count,
    sockets: run.sockets,
    changes: run.changes,
    requestToSubscriberMs: summary(fromRequest),
    responseToSubscriberMs: summary(fromResponse),
    payloadsUnlikeTheFirst: others,
    cpuMsPerChange: round(cpuMs / run.changes, 1),
    cpuShare: round(cpuMs / elapsed),
    cpuMsToSubscribe: round(subscribeCpuMs, 0),
    heapKb: {
      perSubscription: round((open.heap - before.heap) / count / KB, 1),
      perSubscriptionWithoutSockets: round((open.heap - connected.heap) / count / KB, 1),
      perSocket: round((connected.heap - before.heap) / run.sockets / KB, 1),
      buffersPerSubscription: round((open.buffers - before.buffers) / count / KB, 2),
      leftAfterAllHaveGone: round((after.heap - before.heap) / KB, 0),
    },
    rssMb,
  };
}

/** Resolves when the gateway counts every subscription as open, and one change has reached all of them. */
async function allLive(url: string, subscribers: Subscribers, change: Change, count: number): Promise<void> {
  const deadline = performance.now() + OPENING_PATIENCE_MS;
  for (let open = 0; !(open >= count); await sleep(200)) {
    open = valueIn(await metricsOf(url), 'gateway_subscriptions_open');
    if (performance.now() > deadline) throw new Error(`${open} of ${count} subscriptions have begun`);
  }
  await change();
  await subscribers.delivered(count, PATIENCE_MS);
}
