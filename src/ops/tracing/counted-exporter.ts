import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';

/** SUCCESS of the SDK's ExportResultCode, which is in a package that only the SDK depends on. */
const SUCCESS = 0;

/** The exporter, which counts what it has sent, and says in the log when the receiver fails and when it works again. */
export function countedExporter(
  exporter: SpanExporter,
  { metrics, logger }: { readonly metrics: Metrics['tracing']; readonly logger: Pick<Logger, 'warn' | 'info'> },
): SpanExporter {
  let isFailing = false;
  return {
    export(spans, report) {
      exporter.export(spans, (result) => {
        const hasFailed = result.code !== SUCCESS;
        metrics.spans.inc({ outcome: hasFailed ? 'failed' : 'exported' }, spans.length);
        // Once per outage: it fails every few seconds.
        if (hasFailed && !isFailing) logger.warn({ err: result.error }, 'Spans cannot be exported and are dropped');
        if (!hasFailed && isFailing) logger.info('Spans are exported again');
        isFailing = hasFailed;
        report(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
