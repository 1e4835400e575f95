/** The thread of health-thread.ts. Plain JavaScript, so that it runs from src (tests) and dist alike. */
import { createServer } from 'node:http';
import { URL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const { host, port, beat, aliveWithinMs } = workerData;
const lastSign = new BigInt64Array(beat);
let state = { ok: false, parts: {} };

/** All threads share one monotonic clock. It stops while the machine sleeps. */
const isAlive = () => Number(process.hrtime.bigint() - Atomics.load(lastSign, 0)) / 1e6 < aliveWithinMs;

function answerTo(path) {
  const alive = isAlive();
  if (path === '/health/live') return [alive ? 200 : 503, { status: alive ? 'ok' : 'stuck' }];
  if (path === '/health/ready')
    return [
      alive && state.ok ? 200 : 503,
      { status: !alive ? 'stuck' : state.ok ? 'ok' : 'failing', parts: state.parts },
    ];
  return [404, { status: 'not found' }];
}

parentPort.on('message', (message) => (state = message));
const server = createServer(
  { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000, keepAliveTimeout: 5_000 },
  (request, response) => {
    const [status, body] = ['GET', 'HEAD'].includes(request.method)
      ? answerTo(new URL(request.url, 'http://h').pathname)
      : [405, { status: 'GET alone' }];
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
  },
);
server.maxConnections = 100;
server.once('error', ({ code, message }) => parentPort.postMessage({ code, message }));
server.listen(port, host, () => parentPort.postMessage({ port: server.address().port }));
