import { PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Slots } from '../../../ops/load/slots.js';
import { EVENT_STREAM } from './http/media-types.js';
import { RestError } from './http/problem.js';
import type { StreamedMessage } from './operation.js';

/** The interval of keep-alive comments in a quiet stream: proxies close connections that are silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** When a client whose stream has ended is to come back. */
const RETRY_MS = 2_000;
/** As many as operations on one of GraphQL's connections. */
export const MAX_STREAMS = 20;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface StreamRequest {
  /** Whose streams are counted together. */
  readonly key: string;
  /** When the credentials run out, and the stream with them. */
  readonly expiresAt: Date | undefined;
  /** Resolves once the stream is sure to begin; the source must end when `signal` aborts. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<StreamedMessage>>;
}

/** The event streams that are being answered. */
export interface EventStreams {
  /**
   * Answers with server-sent events until the source ends or fails, the client goes, its credentials run out or
   * `endAll` is called: the client then comes back behind the last id it has seen. What `open` throws is thrown before
   * anything is answered; so is 429 for more streams of one key than MAX_STREAMS.
   */
  send(request: FastifyRequest, reply: FastifyReply, asked: StreamRequest): Promise<FastifyReply>;
  /** Ends every stream. Otherwise a server that closes would wait for them. */
  endAll(): void;
}

/** See EventStreams. `slots` counts them together with GraphQL's subscriptions. */
export function createEventStreams(slots: Slots): EventStreams {
  const running = new Map<string, Set<AbortController>>();

  /**
   * Counts a stream, from before it is opened: many at once must not slip past the bound. The stream is over when
   * `over` aborts.
   */
  function begin(key: string): AbortController {
    const mine = running.get(key) ?? new Set();
    if (mine.size >= MAX_STREAMS)
      throw new RestError(
        429,
        'LIMIT_EXCEEDED',
        `At most ${MAX_STREAMS} event streams may be open at once. Close one first.`,
      );
    const release = slots.take(key);
    if (release === undefined)
      throw new RestError(
        503,
        'OVERLOADED',
        'The limit of event streams and subscriptions is reached. Retry later.',
        {},
        { 'retry-after': '60' },
      );
    const over = new AbortController();
    running.set(key, mine.add(over));
    over.signal.addEventListener('abort', () => {
      release();
      mine.delete(over);
      if (mine.size === 0 && running.get(key) === mine) running.delete(key);
    });
    return over;
  }

  return {
    async send(request, reply, { key, expiresAt, open }) {
      const over = begin(key);
      const end = () => over.abort();
      // Before anything is awaited: a client that goes while the stream is being opened must not leave it behind.
      reply.raw.once('close', end);
      let source: AsyncIterable<StreamedMessage>;
      try {
        source = await open(over.signal);
      } catch (refused) {
        end();
        throw refused;
      }
      const body = new PassThrough();
      body.write(`retry: ${RETRY_MS}\n\n`);
      const heartbeat = setInterval(() => {
        if (!body.writableNeedDrain) body.write(': still here\n\n');
      }, HEARTBEAT_MS);
      const expiry =
        expiresAt === undefined
          ? undefined
          : setTimeout(end, Math.min(expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS));
      const finish = () => {
        clearInterval(heartbeat);
        clearTimeout(expiry);
        body.end();
      };
      if (over.signal.aborted) finish();
      else over.signal.addEventListener('abort', finish);
      // The stream follows events before the client receives its headers, so that it contains every event after them.
      void pump(source, body, over.signal)
        .catch((error: unknown) =>
          request.log.warn({ err: error, traceparent: request.traceparent }, 'An event stream has failed'),
        )
        .finally(end);
      // The connection is of no more use after it, and a server that closes waits for the idle ones.
      return reply
        .type(EVENT_STREAM)
        .headers({ 'cache-control': 'no-store', connection: 'close', 'x-accel-buffering': 'no' })
        .send(body);
    },

    endAll() {
      for (const mine of [...running.values()]) for (const over of [...mine]) over.abort();
    },
  };
}

async function pump(source: AsyncIterable<StreamedMessage>, body: PassThrough, signal: AbortSignal): Promise<void> {
  for await (const { id, event, data } of source) {
    if (signal.aborted) return;
    // A slow client slows its source down rather than filling memory.
    if (!body.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) await drained(body, signal);
  }
}

function drained(body: PassThrough, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      body.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    body.once('drain', done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
