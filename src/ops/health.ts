import type { FastifyInstance } from 'fastify';
import type { HealthMonitor } from './health-monitor.js';

/**
 * /health/live answers while the process can answer at all; /health/ready says per part whether it works: 200 when all
 * do, 503 otherwise, as the monitor saw it last.
 */
export function registerHealth(app: FastifyInstance, monitor: HealthMonitor): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const { ok, parts } = monitor.state();
    return reply
      .status(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ok ? 'ok' : 'failing', parts });
  });
}
