import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { createSlots } from '../../../../src/ops/load/slots.js';
import { createEventStreams, MAX_STREAMS, type EventStreams } from '../../../../src/ports/rest/v1/event-stream.js';
import { RestError } from '../../../../src/ports/rest/v1/http/problem.js';
import type { StreamedMessage } from '../../../../src/ports/rest/v1/operation.js';
import { rawClient } from '../../../support/raw-client.js';
import { until } from '../../../support/until.js';

const PADDING = 'x'.repeat(10_000);
const GET = 'GET / HTTP/1.1\r\nhost: here\r\n\r\n';

describe('event streams', () => {
  let app: FastifyInstance;
  let url: string;
  let streams: EventStreams;
  let open: (signal: AbortSignal) => Promise<AsyncIterable<StreamedMessage>>;
  let produced: number;
  let ended: number;

  /** As much as is taken, and no more. */
  async function* endless(signal: AbortSignal): AsyncGenerator<StreamedMessage, void> {
    try {
      for (; !signal.aborted; await new Promise(setImmediate))
        yield { id: String((produced += 1)), event: 'tick', data: PADDING };
    } finally {
      ended += 1;
    }
  }

  beforeEach(async () => {
    produced = 0;
    ended = 0;
    open = async (signal) => endless(signal);
    streams = createEventStreams(createSlots({ total: 100, perKey: 100 }));
    app = Fastify({ forceCloseConnections: true });
    app.setErrorHandler((error: RestError, _request, reply) => reply.status(error.status).send());
    app.get('/', (request, reply) => streams.send(request, reply, { key: 'one', expiresAt: undefined, open }));
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => app.close());

  it('slow their source down for a client that does not read, miss nothing, and end when it goes', async () => {
    const client = await rawClient(url);
    client.socket.pause();
    client.send(GET);
    let seen = -1;
    // The buffers between are full once nothing more is taken for a while.
    await until('the source stands still', async () => {
      const stands = produced > 0 && produced === seen;
      seen = produced;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return stands && produced === seen;
    });
    const stoodAt = produced;
    expect(stoodAt).toBeLessThan(5_000);
    client.socket.resume();
    const text = await client.receives(`id: ${stoodAt + 20}\n`);
    expect(
      text
        .match(/(?<=id: )\d+/g)
        ?.slice(0, stoodAt)
        .map(Number),
    ).toEqual(Array.from({ length: stoodAt }, (_, index) => index + 1));
    await client.close();
    await until('the source has ended', () => ended === 1);
  });

  it('end when they are told to, whatever their source does', async () => {
    open = async () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) });
    const client = await rawClient(url);
    client.send(GET);
    await client.receives('retry: ');
    const gone = new Promise((resolve) => client.socket.once('close', resolve));
    streams.endAll();
    await gone;
  });

  it('are counted only while they last: what was refused or has failed is not', async () => {
    open = async () => Promise.reject(new RestError(400, 'BAD_CURSOR'));
    for (let time = 0; time <= MAX_STREAMS; time += 1) expect((await fetch(url)).status).toBe(400);
    open = async () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('The source has failed')) }),
    });
    for (let time = 0; time <= MAX_STREAMS; time += 1) expect(await (await fetch(url)).text()).toBe('retry: 2000\n\n');
    open = async (signal) => endless(signal);
    const answers = await Promise.all(Array.from({ length: MAX_STREAMS + 1 }, () => fetch(url)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(MAX_STREAMS).fill(200), 429]);
    await Promise.all(answers.map(({ body }) => body?.cancel()));
    await until('every source has ended', () => ended === MAX_STREAMS);
  });
});
