import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EVENT_STREAM } from './http/media-types.js';
import type { StreamedMessage } from './operation.js';

/** How often a quiet stream says that it is there: proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2_000;

/**
 * Answers with server-sent events until the source ends, the client goes (`gone` is aborted then) or the source fails: the stream is then
 * closed, and the client comes back behind the last id it has seen. The first item is awaited no longer than the heartbeat, so a source
 * that refuses (a bad cursor) is still a problem with its status: it must fail before it waits.
 */
export async function sendEvents(request: FastifyRequest, reply: FastifyReply, source: AsyncIterable<StreamedMessage>, gone: AbortController): Promise<FastifyReply> {
  const iterator = source[Symbol.asyncIterator]();
  const first = iterator.next();
  // What refuses does so at once; what waits for an event has been accepted.
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 50))]);
  const body = new PassThrough();
  request.raw.once('close', () => gone.abort());
  reply.raw.once('close', () => gone.abort());
  body.write(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => body.write(': still here\n\n'), HEARTBEAT_MS);
  void pump(body, iterator, first)
    .catch((error: unknown) => {
      if (!gone.signal.aborted) request.log.error({ err: error }, 'An event stream ended');
    })
    .finally(() => {
      clearInterval(heartbeat);
      body.end();
      gone.abort();
    });
  return reply.type(EVENT_STREAM).headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' }).send(body);
}

async function pump(body: PassThrough, iterator: AsyncIterator<StreamedMessage>, first: Promise<IteratorResult<StreamedMessage>>): Promise<void> {
  for (let step = await first; step.done !== true; step = await iterator.next()) {
    const { id, event, data } = step.value;
    // A slow client slows the source down rather than filling memory.
    if (!body.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) await Promise.race([new Promise((resolve) => body.once('drain', resolve)), finished(body).catch(() => undefined)]);
  }
}
