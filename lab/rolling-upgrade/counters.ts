import { metricsOf } from '../metrics-of.js';

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
  const sum = (pattern: RegExp) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
  return {
    published: sum(/^gateway_outbox_sent_total/),
    parked: sum(/^gateway_outbox_parked_total/),
    deadLettered: sum(/^gateway_consumer_records_total\{.*outcome="(?:dead_lettered|not_kept)"/),
    shardsLed: sum(/^gateway_outbox_shards_led/),
  };
}
