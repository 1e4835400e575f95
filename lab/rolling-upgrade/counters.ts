import { metricsOf, sumIn } from '../metrics-of.js';

/** The work of a gateway since its start, read from its metrics. */
export interface Counters {
  /** Events that its relay has published. */
  readonly published: number;
  readonly parked: number;
  readonly deadLettered: number;
  readonly shardsLed: number;
}

/** Asks a gateway for its counters. */
export async function countersOf(url: string): Promise<Counters> {
  const text = await metricsOf(url);
  const sum = (pattern: RegExp) => sumIn(text, (line) => pattern.test(line));
  return {
    published: sum(/^gateway_outbox_sent_total/),
    parked: sum(/^gateway_outbox_parked_total/),
    deadLettered: sum(/^gateway_consumer_records_total\{.*outcome="(?:dead_lettered|not_kept)"/),
    shardsLed: sum(/^gateway_outbox_shards_led/),
  };
}
