import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it was received. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  /** By OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly string[];
  readonly isFailed: boolean;
  /** Attributes of the service. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A receiver of OTLP over HTTP as JSON, which keeps the spans. */
export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Of the last request. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** The number of requests, those too that were not answered. */
  readonly requests: number;
  /** How it answers from now on. A silent one reads and never answers. */
  behaves: 'well' | 'silent' | 'refuses';
  of(traceId: string): readonly ReceivedSpan[];
  stop(): Promise<void>;
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface OtlpSpan extends Omit<ReceivedSpan, 'attributes' | 'links'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly links?: readonly { readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const STATUS_ERROR = 2;

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  let [headers, requests]: [Readonly<Record<string, unknown>>, number] = [{}, 0];
  const server = createServer((request, response) => {
    requests += 1;
    headers = request.headers;
    void (async () => {
      const text = await textOf(request);
      if (receiver.behaves === 'silent') return;
      const isWrong = request.method !== 'POST' || request.url !== '/v1/traces';
      if (isWrong || receiver.behaves === 'refuses') return void response.writeHead(isWrong ? 404 : 400).end();
      receiver.spans.push(...spansOf(JSON.parse(text) as OtlpTraces));
      response.setHeader('content-type', 'application/json').end('{}');
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    behaves: 'well',
    get headers() {
      return headers;
    },
    get requests() {
      return requests;
    },
    of: (traceId) => receiver.spans.filter((span) => span.traceId === traceId),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

/** The spans as a tree, one line for each, its children below it in the order of their starts. */
export function treeOf(spans: readonly ReceivedSpan[], parentSpanId: string, depth = 0): string[] {
  return spans
    .filter((span) => span.parentSpanId === parentSpanId)
    .sort((a, b) => a.startMs - b.startMs)
    .flatMap((span) => [`${'  '.repeat(depth)}${span.name}`, ...treeOf(spans, span.spanId, depth + 1)]);
}

function spansOf({ resourceSpans }: OtlpTraces): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId = '', name, kind, ...span }) => ({
        traceId,
        spanId,
        parentSpanId,
        name,
        kind,
        startMs: Number(span.startTimeUnixNano) / 1e6,
        endMs: Number(span.endTimeUnixNano) / 1e6,
        attributes: attributesOf(span.attributes),
        links: (span.links ?? []).map((link) => link.spanId),
        isFailed: span.status?.code === STATUS_ERROR,
        resource: attributesOf(resource.attributes),
      })),
    ),
  );
}

function attributesOf(attributes: readonly OtlpAttribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
