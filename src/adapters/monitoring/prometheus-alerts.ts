import { z } from 'zod';
import type { Alert, AlertSource } from '../../domain/operations/alert-source.js';
import { clip } from '../../kernel/clip.js';
import { prometheusUnavailable, type PrometheusReader } from './prometheus-reader.js';

const MAX_TEXT = 500;
const MAX_LABELS = 20;

/** The labels that have fields of their own, or say the same of every alert. */
const OTHER_LABELS: ReadonlySet<string> = new Set(['alertname', 'severity', 'job']);

const answerSchema = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()).default({}),
        state: z.enum(['pending', 'firing']),
        activeAt: z.iso.datetime({ offset: true }),
      }),
    ),
  }),
});
const RUNBOOK = /(?:^|\/)runbooks\/([a-z0-9-]{1,100})(?:\.md)?$/;

/** The alerts of a Prometheus. Each call asks it once. */
export function createPrometheusAlerts(prometheus: PrometheusReader): AlertSource {
  return {
    async alerts() {
      const answer = answerSchema.safeParse(await prometheus.read('alerts'));
      if (!answer.success) throw prometheusUnavailable();
      return answer.data.data.alerts.map(alertOf);
    },
  };
}

function alertOf({
  labels,
  annotations,
  state,
  activeAt,
}: z.infer<typeof answerSchema>['data']['alerts'][number]): Alert {
  const text = (value: string | undefined) => (value === undefined ? null : clip(value, MAX_TEXT));
  return {
    name: clip(labels['alertname'] ?? 'unnamed', MAX_TEXT),
    severity: text(labels['severity']),
    state,
    since: new Date(activeAt),
    summary: text(annotations['summary']),
    labels: Object.entries(labels)
      .filter(([name]) => !OTHER_LABELS.has(name))
      .slice(0, MAX_LABELS)
      .map(([name, value]) => ({ name: clip(name, MAX_TEXT), value: clip(value, MAX_TEXT) })),
    runbook: RUNBOOK.exec(annotations['runbook_url'] ?? '')?.[1] ?? null,
  };
}
