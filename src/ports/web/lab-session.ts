import type { FastifyInstance } from 'fastify';
import type { Member } from '../../kernel/viewer.js';
import { registerTokenRoute, type TokenRouteConfig } from './token-route.js';

/** Whom each page gets a token of. */
const MEMBERS: Readonly<Record<string, Member>> = {
  /** A separate tenant, so that the lab's owner can read and change only the lab's data. */
  '/lab/session': { role: 'owner', tenant: 'lab', subject: 'owner@lab' },
  /** The tenant of the demonstration data, whose shows and surveys the console follows. */
  '/console/session': { role: 'staff', tenant: 'demo', subject: 'staff@demo' },
};

/**
 * Gives the lab's pages a token of the lab's owner at POST /lab/session, and the console one of the demonstration's
 * staff at POST /console/session. See registerTokenRoute.
 */
export async function registerLabSession(app: FastifyInstance, config: TokenRouteConfig): Promise<void> {
  for (const [path, member] of Object.entries(MEMBERS))
    await registerTokenRoute(app, path, config, async (issue) => ({
      token: await issue(member),
      tenant: member.tenant,
    }));
}
