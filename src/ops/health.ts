import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { HealthMonitor } from './health-monitor.js';

/**
 * /health/live answers while the process can answer at all; /health/ready says per part whether it works: 200 when all do, 503
 * otherwise, as the monitor saw it last; /metrics is for Prometheus.
 */
export function registerHealth(app: FastifyInstance, monitor: HealthMonitor, registry: Registry): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const { ok, parts } = monitor.state();
    return reply.status(ok ? 200 : 503).header('cache-control', 'no-store').send({ status: ok ? 'ok' : 'failing', parts });
  });
  app.get('/metrics', async (_request, reply) => reply.header('content-type', registry.contentType).send(await registry.metrics()));
}
