import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { DomainError, ERROR_CODES } from '../../../src/kernel/errors.js';
import { createHttpServer } from '../../../src/ops/http-server.js';
import { createLogger } from '../../../src/ops/logger.js';
import { createMetrics } from '../../../src/ops/metrics.js';

describe('the HTTP server', () => {
  it('closes without waiting for a connection on which nothing was ever said', async () => {
    const app = createHttpServer(createLogger('silent', false), { showCost: false, metrics: createMetrics() });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const accepted = once(app.server, 'connection');
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    await accepted;
    const gone = once(socket, 'close');
    // Node alone waits for such a connection until its headers are overdue, a minute later.
    await app.close();
    await gone;
    expect(socket.destroyed).toBe(true);
  }, 5_000);

  it.each([
    ['OVERLOADED', 503],
    ['UNAVAILABLE', 503],
    ['DEADLINE_EXCEEDED', 504],
    ['BAD_INPUT', 400],
  ] as const)('answers a failure that no port has mapped with its code and status: %s', async (code, status) => {
    const app = createHttpServer(createLogger('silent', false), { showCost: false, metrics: createMetrics() });
    app.get('/', async () => {
      throw new DomainError(code, 'Why', { retryAfterSeconds: 7 });
    });
    const answer = await app.inject('/');
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([
      status,
      '7',
      { errors: [{ message: 'Why', extensions: { code, retryAfterSeconds: 7 } }] },
    ]);
    await app.close();
  });

  it('refuses a URL that cannot be read in the form of the port that it is for', async () => {
    const app = createHttpServer(createLogger('silent', false), { showCost: false, metrics: createMetrics() });
    app.get('/api/v1/:id', async () => 'read');
    app.get('/:id', async () => 'read');
    const [problem, coded] = [await app.inject('/api/v1/%zz'), await app.inject('/%zz')];
    for (const answer of [problem, coded])
      expect([answer.statusCode, answer.headers['cache-control'], answer.headers['x-content-type-options']]).toEqual([
        400,
        'no-store',
        'nosniff',
      ]);
    expect([problem.headers['content-type'], problem.json()]).toEqual([
      'application/problem+json; charset=utf-8',
      {
        type: '/api/v1/problems/BAD_INPUT',
        title: ERROR_CODES.BAD_INPUT,
        status: 400,
        detail: 'The URL is not well-formed.',
        code: 'BAD_INPUT',
      },
    ]);
    expect([coded.headers['content-type'], coded.json()]).toEqual([
      'application/json; charset=utf-8',
      { errors: [{ message: 'The URL is not well-formed.', extensions: { code: 'BAD_INPUT' } }] },
    ]);
    await app.close();
  });
});
