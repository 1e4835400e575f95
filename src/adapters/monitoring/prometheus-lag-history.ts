import { z } from 'zod';
import type { LagHistory, LagSample } from '../../domain/operations/lag-history.js';
import { prometheusUnavailable, type PrometheusReader } from './prometheus-reader.js';

const HOUR_SECONDS = 3_600;
/** 180 samples: a chart has no more pixels to tell them apart. */
const STEP_SECONDS = 20;

const answerSchema = z.object({
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.string()])) })).max(1),
  }),
});

/**
 * The lag of groups as a Prometheus has scraped it from the gateways. Several gateways say the same of a partition, so
 * the largest counts. `prefix` is that of the installation's groups on the cluster.
 */
export function createPrometheusLagHistory(prometheus: PrometheusReader, prefix: string, now: () => Date): LagHistory {
  /** The values of one series by their time. A name is a text of the query, whatever it contains. */
  async function range(query: string): Promise<ReadonlyMap<number, string>> {
    const end = Math.floor(now().getTime() / 1000);
    const answer = answerSchema.safeParse(
      await prometheus.read('query_range', {
        query,
        start: String(end - HOUR_SECONDS),
        end: String(end),
        step: String(STEP_SECONDS),
      }),
    );
    if (!answer.success) throw prometheusUnavailable(answer.error);
    return new Map(answer.data.data.result[0]?.values);
  }

  return {
    async ofGroup(name) {
      const [records, seconds] = await Promise.all([
        range(
          `sum(max by (topic, partition) (kafka_consumergroup_lag{consumergroup=${JSON.stringify(prefix + name)}}))`,
        ),
        range(`max(gateway_consumer_lag_seconds{group=${JSON.stringify(name)}})`),
      ]);
      return [...records].flatMap(([at, lag]): LagSample[] => {
        const age = Number(seconds.get(at));
        return /^\d+$/.test(lag)
          ? [{ at: new Date(at * 1000), lag, lagSeconds: Number.isFinite(age) ? age : null }]
          : [];
      });
    },
  };
}
