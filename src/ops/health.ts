import type { FastifyInstance } from 'fastify';

/** A part whose state decides whether the gateway can do its work. */
export interface HealthCheck {
  readonly name: string;
  /** Rejects, or resolves to false, when it cannot. */
  readonly check: () => boolean | Promise<unknown>;
}

const CHECK_TIMEOUT_MS = 3_000;

/**
 * /health/live answers while the process can answer at all; /health/ready says per part whether it works: 200 when all do, 503
 * otherwise.
 */
export function registerHealth(app: FastifyInstance, checks: readonly HealthCheck[]): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const results = await Promise.all(checks.map(async ({ name, check }) => [name, (await passes(check)) ? 'ok' : 'failing'] as const));
    const ok = results.every(([, state]) => state === 'ok');
    return reply.status(ok ? 200 : 503).header('cache-control', 'no-store').send({ status: ok ? 'ok' : 'failing', parts: Object.fromEntries(results) });
  });
}

async function passes(check: HealthCheck['check']): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  try {
    return (await Promise.race([Promise.resolve(check()), late])) !== false;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
