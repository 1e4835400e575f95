import { TRACE_SAMPLERS, type SettingName } from './settings.mjs';

/** Where spans are sent, and which. Its variables are those of OpenTelemetry's specification. */
export interface TracingSettings {
  /** Of the receiver of OTLP over HTTP, with its path. */
  readonly url: string;
  /** For the receiver. They may contain its credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long one export may take. */
  readonly timeoutMs: number;
  /**
   * How often spans are exported, when no full batch waits. An export costs some milliseconds, however few its spans.
   */
  readonly everyMs: number;
  readonly serviceName: string;
  readonly sampler: { readonly name: (typeof TRACE_SAMPLERS)[number]; readonly ratio: number };
}

/** The settings of tracing, or undefined when no receiver is set. `env` has been checked by settings.mjs. */
export function tracingSettingsOf(env: Readonly<Partial<Record<SettingName, string>>>): TracingSettings | undefined {
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? tracesBelow(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  if (url === undefined || env.OTEL_SDK_DISABLED === 'true') return undefined;
  return {
    url,
    headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    timeoutMs: Number(env.OTEL_EXPORTER_OTLP_TIMEOUT ?? 10_000),
    everyMs: Number(env.OTEL_BSP_SCHEDULE_DELAY ?? 5_000),
    serviceName: env.OTEL_SERVICE_NAME ?? 'graphql-gateway',
    sampler: {
      name: TRACE_SAMPLERS.find((name) => name === env.OTEL_TRACES_SAMPLER) ?? 'parentbased_always_on',
      ratio: Number(env.OTEL_TRACES_SAMPLER_ARG ?? 1),
    },
  };
}

function tracesBelow(base: string | undefined): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`;
}

/** Pairs such as `api-key=secret,other=b%2Cc`. */
function headersOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
}
