import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
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
});
