import type { Exchange, RecordingClient, LabAnswer, LabRequest, LabStream, LabStreamRequest } from './exchange.js';
import { openGraphQLStream } from './graphql-stream.js';
import { requestHeadBytes, responseHeadBytes, utf8Bytes } from './http-bytes.js';
import { LabError } from './lab-error.js';
import { MessageQueue } from './message-queue.js';
import { createNetworkConditions } from './network-conditions.js';
import { NO_NETWORK, type Network } from './network.js';
import type { Repetition } from './report.js';
import { serverCost } from './server-timing.js';
import { sleepUntil } from './sleep.js';
import { sseBlocks } from './sse-stream.js';
import type { LabTransport } from './transport.js';

export interface RecordingClientOptions {
  readonly origin: string;
  readonly transport: LabTransport;
  readonly network: Network;
  readonly signal: AbortSignal;
  /** Called with every exchange that has ended, including unmeasured ones. */
  readonly onExchange: (exchange: Exchange, answer: { readonly headers: Headers } | undefined) => void;
}

/** A side's exchanger for one repetition, and its recorded exchanges. */
export interface RecordedClient {
  readonly recordingClient: RecordingClient;
  /** Call it when the side is done. */
  repetition(): Repetition;
}

const ANSWER_WITHIN_MS = 30_000;
const NO_COST = { serverMs: 0, sqlStatements: 0, mongoCommands: 0 };

/** Creates the exchanger of a new client, with no connection and an empty cache. */
export function createRecordingClient({
  origin,
  transport,
  network,
  signal,
  onExchange,
}: RecordingClientOptions): RecordedClient {
  const measured: Exchange[] = [];
  const seenAfterMs: number[] = [];
  const conditions = createNetworkConditions(network, signal);
  const immediate = createNetworkConditions(NO_NETWORK, signal);

  async function send({ method, path, headers = {}, body, label }: LabRequest, under: typeof conditions) {
    const url = new URL(path, origin);
    const fields = {
      ...headers,
      ...(body !== undefined && headers['content-type'] === undefined && { 'content-type': 'application/json' }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const startMs = performance.now();
    const connection = await under.connect();
    try {
      await under.up(requestHeadBytes(method, url, Object.entries(fields)) + utf8Bytes(text ?? ''));
      const answerWithin = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const response = await transport.fetch(url, {
        method,
        headers: fields,
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.any([signal, answerWithin]),
        ...(text !== undefined && { body: text }),
      });
      const head = responseHeadBytes(response);
      const { bytesIn, ...cost } = serverCost(response.headers.get('server-timing'));
      await under.down(head);
      const headMs = performance.now();
      const content = await response.text();
      const bytes = bodyBytes(response.headers, content);
      await under.transfer(bytes);
      const exchange = {
        label,
        method,
        path,
        status: response.status,
        startMs,
        headMs,
        endMs: performance.now(),
        bytesUp: bytesIn,
        bytesDown: head + bytes,
        ...cost,
      };
      onExchange(exchange, response);
      return {
        exchange,
        answer: { status: response.status, headers: response.headers, body: parsed(content) } satisfies LabAnswer,
      };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof LabError
        ? error
        : new LabError(`${method} ${path} got no answer: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      connection.release();
    }
  }

  const recorded = (exchange: Exchange) => {
    measured.push(exchange);
    onExchange(exchange, undefined);
  };

  async function followEvents(
    { path, headers, label }: LabStreamRequest & { readonly kind: 'sse' },
    under: typeof conditions,
    record: typeof recorded,
  ): Promise<LabStream> {
    const queue = new MessageQueue();
    const over = new AbortController();
    const startMs = performance.now();
    // A stream keeps its connection, so it uses none of the connections that requests share.
    await under.roundTrip();
    const url = new URL(path, origin);
    await under.up(requestHeadBytes('GET', url, Object.entries(headers)));
    const response = await transport.fetch(url, {
      method: 'GET',
      headers: { ...headers },
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.any([signal, over.signal]),
    });
    if (!response.ok || response.body === null)
      throw new LabError(`GET ${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
    let bytesDown = responseHeadBytes(response);
    const { bytesIn, ...cost } = serverCost(response.headers.get('server-timing'));
    await under.down(bytesDown);
    const headMs = performance.now();
    const read = async (body: ReadableStream<Uint8Array>) => {
      for await (const { bytes, id, data } of sseBlocks(body)) {
        bytesDown += bytes;
        if (data !== undefined) queue.push(under.down(bytes).then(() => ({ id, data })));
      }
      throw new LabError('The stream of events has ended.');
    };
    const reading = read(response.body).catch((error: unknown) => queue.fail(error as Error));
    return {
      next: () => queue.next(signal),
      async close() {
        over.abort();
        await reading;
        record({
          label,
          method: 'GET',
          path,
          status: response.status,
          startMs,
          headMs,
          endMs: performance.now(),
          bytesUp: bytesIn,
          bytesDown,
          ...cost,
        });
      },
    };
  }

  async function followSubscription(
    { query, variables, token, label }: LabStreamRequest & { readonly kind: 'graphql-ws' },
    under: typeof conditions,
    record: typeof recorded,
  ): Promise<LabStream> {
    const queue = new MessageQueue();
    const startMs = performance.now();
    // TCP, the upgrade, and connection_init with its acknowledgement.
    for (let trip = 0; trip < 3; trip += 1) await under.roundTrip();
    const stream = await openGraphQLStream({
      origin,
      transport,
      query,
      variables,
      token,
      onData: (data, bytes) => queue.push(under.down(bytes).then(() => ({ id: undefined, data }))),
      onEnd: (reason) => queue.fail(reason),
    });
    if (signal.aborted) await stream.close();
    signal.throwIfAborted();
    const headMs = performance.now();
    return {
      next: () => queue.next(signal),
      async close() {
        await stream.close();
        const { up: bytesUp, down: bytesDown } = stream.bytes;
        record({
          label,
          method: 'GET',
          path: '/graphql',
          status: 101,
          startMs,
          headMs,
          endMs: performance.now(),
          bytesUp,
          bytesDown,
          ...NO_COST,
          roundTrips: 2,
        });
      },
    };
  }

  const follow = (request: LabStreamRequest, under: typeof conditions, record: typeof recorded) =>
    request.kind === 'sse' ? followEvents(request, under, record) : followSubscription(request, under, record);

  const exchanger: RecordingClient = Object.assign(
    async (request: LabRequest) => {
      const { exchange, answer } = await send(request, conditions);
      measured.push(exchange);
      return answer;
    },
    {
      unmeasured: async (request: LabRequest) => (await send(request, immediate)).answer,
      follow: (request: LabStreamRequest) => follow(request, conditions, recorded),
      followUnmeasured: (request: LabStreamRequest) =>
        follow(request, immediate, (exchange) => onExchange(exchange, undefined)),
      pause: (ms: number) => sleepUntil(performance.now() + ms, signal),
      recordDelay: (afterMs: number) => void seenAfterMs.push(afterMs),
    },
  );
  return {
    recordingClient: exchanger,
    repetition() {
      const exchanges = relative(measured);
      return {
        exchanges,
        totalMs: Math.max(0, ...exchanges.map(({ endMs }) => endMs)),
        ...(seenAfterMs.length > 0 && { seenAfterMs: [...seenAfterMs] }),
      };
    },
  };
}

/** In the order in which they began, times since the first of them did. */
function relative(measured: readonly Exchange[]): Exchange[] {
  const sorted = measured.toSorted((a, b) => a.startMs - b.startMs);
  const began = sorted[0]?.startMs ?? 0;
  return sorted.map((exchange) => ({
    ...exchange,
    startMs: exchange.startMs - began,
    headMs: exchange.headMs - began,
    endMs: exchange.endMs - began,
  }));
}

/** The size on the wire: for an encoded body only the header has it. */
function bodyBytes(headers: Headers, content: string): number {
  return headers.has('content-encoding') ? Number(headers.get('content-length')) : utf8Bytes(content);
}

function parsed(content: string): unknown {
  return content === '' ? undefined : (JSON.parse(content) as unknown);
}
