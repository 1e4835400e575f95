import type { Environment } from '../config/environment.js';
import type { Logger } from '../ops/logger.js';
import type { Metrics } from '../ops/metrics.js';
import type { Tracing } from '../ops/tracing/span.js';

/** Tracing as the environment sets it. Without a receiver there is none, and its packages are not loaded. */
export async function composeTracing(
  { tracing: settings, instanceId }: Environment,
  logger: Logger,
  metrics: Metrics,
): Promise<Tracing | undefined> {
  if (settings === undefined) return undefined;
  const { createOtlpTracing } = await import('../ops/tracing/otlp-tracing.js');
  return createOtlpTracing({ settings, instanceId, logger, metrics: metrics.tracing });
}
