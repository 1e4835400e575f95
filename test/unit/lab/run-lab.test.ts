import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Exchange } from '../../../lab/trade-offs/exchange.js';
import { LabError } from '../../../lab/trade-offs/lab-error.js';
import { nodeTransport } from '../../../lab/trade-offs/node-transport.js';
import { restGet } from '../../../lab/trade-offs/requests.js';
import { runLab, runTask, type RunOptions } from '../../../lab/trade-offs/run-lab.js';
import type { LabTask } from '../../../lab/trade-offs/task.js';

/**
 * A server that says what its answers cost, as the gateway does; the sum of what its sockets have carried is what the
 * lab must find.
 */
let server: Server;
let origin: string;
const asked: string[] = [];
const sockets = new Set<Socket>();
let costs = true;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (costs) response.setHeader('server-timing', 'total;dur=0.5, sql;desc="2", mongo;desc="1", in;desc="123"');
    if (request.url?.startsWith('/limited') === true)
      response.setHeader('ratelimit-remaining', '3').setHeader('ratelimit-reset', '1');
    if (request.headers['if-none-match'] !== undefined) response.writeHead(304).end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ path: request.url, text: 'é' }));
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked.length = 0;
  costs = true;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const written = () => [...sockets].reduce((total, { bytesWritten }) => total + bytesWritten, 0);
const options = (over: Partial<RunOptions> = {}): RunOptions => ({
  origin,
  transport: nodeTransport(),
  network: { name: 'none', rttMs: 0 },
  repetitions: 3,
  fixtures: { token: 't', surveyId: 's', collectorSlug: 'c', watchedSurveyId: 'w', showId: 'h', movieId: 'm' },
  ...over,
});
const task = (rest: LabTask['run']['rest'], graphql: LabTask['run']['graphql'] = rest): LabTask => ({
  id: 'try',
  title: 'Try',
  wants: '',
  why: '',
  shown: { rest: '', graphql: '' },
  run: { rest, graphql },
});
const asks =
  (path: string): LabTask['run']['rest'] =>
  async (exchange) =>
    (await exchange(restGet('ask', path))).status;

describe('a run', () => {
  it('warms both sides up, then alternates them and changes the side that begins', async () => {
    await runTask(task(asks('/r'), asks('/g')), options());
    expect(asked).toEqual(['/r', '/g', '/r', '/g', '/g', '/r', '/r', '/g']);
  });

  it('measures whole messages, as the sockets carried them', async () => {
    const before = written();
    const exchanges: Exchange[] = [];
    const both: LabTask['run']['rest'] = async (exchange) => {
      await exchange(restGet('fresh', '/thing'));
      return (await exchange(restGet('again', '/thing', { 'if-none-match': '"1"' }))).body;
    };
    const report = await runTask(task(both), options({ onExchange: (exchange) => exchanges.push(exchange) }));
    expect(exchanges).toHaveLength(16);
    expect(exchanges.reduce((total, { bytesDown }) => total + bytesDown, 0)).toBe(written() - before);
    expect(report.sides.rest.summary).toMatchObject({
      roundTrips: 2,
      bytesUp: 246,
      sqlStatements: 4,
      mongoCommands: 2,
      serverMs: 1,
      notModified: 1,
    });
    expect(report.repetitions).toBe(3);
    expect(report.sides.rest.median.exchanges.map(({ label, startMs }) => [label, startMs === 0])).toEqual([
      ['fresh', true],
      ['again', false],
    ]);
  });

  it('does not measure unmeasured requests, but reports them', async () => {
    let told = 0;
    const report = await runTask(
      task(async (exchange) => {
        await exchange.unmeasured(restGet('prepare', '/aside'));
        await exchange(restGet('ask', '/thing'));
        exchange.recordDelay(5);
      }),
      options({ repetitions: 1, onExchange: () => (told += 1) }),
    );
    expect(report.sides.graphql.summary).toMatchObject({ roundTrips: 1, seenAfterMs: 5 });
    expect(told).toBe(8);
  });

  it('puts distance and bandwidth between client and server', async () => {
    const inRow: LabTask['run']['rest'] = async (exchange) => {
      await exchange(restGet('1', '/a'));
      await exchange(restGet('2', '/b'));
    };
    const atOnce: LabTask['run']['graphql'] = async (exchange) =>
      void (await Promise.all(['/a', '/b'].map((path) => exchange(restGet(path, path)))));
    const far = await runTask(task(inRow, atOnce), options({ repetitions: 1, network: { name: 'far', rttMs: 300 } }));
    // A connection and two trips in a row; two connections at once, each with its trip.
    expect(far.sides.rest.summary.p50Ms).toBeGreaterThanOrEqual(900);
    expect(far.sides.rest.summary.p50Ms).toBeLessThan(1_200);
    expect(far.sides.graphql.summary.p50Ms).toBeGreaterThanOrEqual(600);
    expect(far.sides.graphql.summary.p50Ms).toBeLessThan(900);
    const { bytesDown } = far.sides.rest.summary;
    const narrow = await runTask(
      task(inRow, atOnce),
      options({ repetitions: 1, network: { name: 'narrow', rttMs: 0, downKbps: 16 } }),
    );
    // The line carries 2 bytes a millisecond, whoever shares it.
    for (const side of ['rest', 'graphql'] as const) {
      expect(narrow.sides[side].summary.p50Ms).toBeGreaterThanOrEqual(bytesDown / 2 - 1);
      expect(narrow.sides[side].summary.p50Ms).toBeLessThan(bytesDown / 2 + 300);
    }
  });

  it('opens at most six connections at once', async () => {
    const many: LabTask['run']['rest'] = async (exchange) =>
      void (await Promise.all(Array.from({ length: 7 }, (_, index) => exchange(restGet(`${index}`, `/${index}`)))));
    const report = await runTask(task(many), options({ repetitions: 1, network: { name: 'far', rttMs: 300 } }));
    const ends = report.sides.rest.median.exchanges.map(({ endMs }) => endMs).sort((a, b) => a - b);
    // The seventh goes when one of the six is back, over a connection that is there.
    expect(ends[5]).toBeLessThan(900);
    expect(ends[6]).toBeGreaterThanOrEqual(900);
  });

  it('begins no further repetition when its time is over', async () => {
    const report = await runTask(task(asks('/r')), options({ repetitions: 50, maxSeconds: 0 }));
    expect(report.repetitions).toBe(1);
  });

  it('waits where the server says that the limit is near', async () => {
    const began = performance.now();
    const report = await runTask(task(asks('/limited')), options({ repetitions: 1 }));
    expect(performance.now() - began).toBeGreaterThan(2_500);
    expect(report.sides.rest.summary.p50Ms).toBeLessThan(500);
  });

  it('fails when the sides do not get the same', async () => {
    await expect(
      runTask(
        task(
          async () => ({ a: 1 }),
          async () => ({ a: 2 }),
        ),
        options(),
      ),
    ).rejects.toThrow('try: REST and GraphQL did not return the same result: {"a":1} and {"a":2}');
  });

  it('fails when the server does not report the cost of its answers', async () => {
    costs = false;
    await expect(runTask(task(asks('/r')), options())).rejects.toThrow('does not report the cost of its answers');
  });

  it('fails when there is no answer', async () => {
    await expect(runTask(task(asks('/r')), options({ origin: 'http://127.0.0.1:1' }))).rejects.toThrow(LabError);
  });

  it('stops when it is aborted, wherever it is', async () => {
    const stopped = new AbortController();
    const run = runTask(
      task(asks('/r')),
      options({ repetitions: 50, network: { name: 'moon', rttMs: 2_600 }, signal: stopped.signal }),
    );
    setTimeout(() => stopped.abort(new Error('enough')), 100);
    const began = performance.now();
    await expect(run).rejects.toThrow('enough');
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('tells how far it is, and reports what it did', async () => {
    const told: number[] = [];
    const report = await runLab({
      ...options({ repetitions: 2, onProgress: ({ done, of }) => told.push(done / of) }),
      tasks: [task(asks('/r'))],
      machine: 'this one',
    });
    expect(told).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(report).toMatchObject({
      format: 'gateway-lab/1',
      machine: 'this one',
      repetitions: 2,
      network: { name: 'none' },
      tasks: [{ task: 'try', repetitions: 2 }],
    });
  });
});
