import { z } from 'zod';
import type { Alert, AlertSource } from '../../domain/operations/alert-source.js';
import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';

const ANSWER_WITHIN_MS = 3_000;
/** Several thousand alerts. An answer that is longer is not read. */
const MAX_BYTES = 4 * 1024 * 1024;
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

/** The alerts of the Prometheus at `url`. Each call asks it once. */
export function createPrometheusAlerts(url: string): AlertSource {
  const endpoint = new URL('api/v1/alerts', url.endsWith('/') ? url : `${url}/`);
  // fetch refuses a URL with a password in it.
  const { username, password } = endpoint;
  endpoint.username = endpoint.password = '';
  const headers = username === '' ? {} : { authorization: `Basic ${credentials(username, password)}` };

  return {
    async alerts() {
      const answer = answerSchema.safeParse(await read(endpoint, headers));
      if (!answer.success) throw unavailable();
      return answer.data.data.alerts.map(alertOf);
    },
  };
}

const unavailable = (cause?: unknown) =>
  Object.assign(new DomainError('UNAVAILABLE', 'Prometheus does not answer at the moment.'), { cause });

const credentials = (username: string, password: string) =>
  Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');

async function read(endpoint: URL, headers: Readonly<Record<string, string>>): Promise<unknown> {
  try {
    const response = await fetch(endpoint, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (!response.ok || response.body === null) throw new Error(`Prometheus answers ${response.status}`);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body) {
      bytes += part.length;
      if (bytes > MAX_BYTES) throw new Error('The answer of Prometheus is too long');
      parts.push(part);
    }
    return JSON.parse(Buffer.concat(parts).toString());
  } catch (error) {
    throw unavailable(error);
  }
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
