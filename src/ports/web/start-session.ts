import type { FastifyInstance } from 'fastify';
import { registerTokenRoute, type TokenRouteConfig } from './token-route.js';

/** The tenant of the demonstration data, and of `npm run token`. */
const TENANT = 'demo';

/** Gives the page at / tokens for its commands at POST /start/session, by role. See registerTokenRoute. */
export async function registerStartSession(app: FastifyInstance, config: TokenRouteConfig): Promise<void> {
  await registerTokenRoute(app, '/start/session', config, async (issue) => {
    const [owner, data] = await Promise.all(
      (['owner', 'data'] as const).map((role) => issue({ role, tenant: TENANT, subject: `${role}@${TENANT}` })),
    );
    return { tokens: { owner, data } };
  });
}
