import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { Member } from '../../kernel/viewer.js';
import { issueToken } from '../../ops/identity/issue-token.js';

interface LabSessionConfig {
  /** Undefined where tokens come from an identity provider. */
  readonly jwtSecret: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Answers for itself when the page that asks may not. */
  readonly onRequest: onRequestAsyncHookHandler;
}

/** Whom each page gets a token of. */
const MEMBERS: Readonly<Record<string, Member>> = {
  /** A separate tenant, so that the lab's owner can read and change only the lab's data. */
  '/lab/session': { role: 'owner', tenant: 'lab', subject: 'owner@lab' },
  /** The tenant of the demonstration data, whose shows and surveys the console follows. */
  '/console/session': { role: 'staff', tenant: 'demo', subject: 'staff@demo' },
};
const SECONDS = 3600;
const MAX_BODY_BYTES = 1024;

/**
 * Gives whoever asks a short-lived token, of the lab's owner at POST /lab/session and of the demonstration's staff at
 * POST /console/session, so that these pages work at once. For development and tests: in production it must not be
 * registered. Another site's page cannot have one made: its origin is refused, and application/json is no type that a
 * page may send elsewhere without being allowed to, and for these paths nobody is.
 */
export async function registerLabSession(
  app: FastifyInstance,
  { jwtSecret, issuer, audience, onRequest }: LabSessionConfig,
): Promise<void> {
  if (jwtSecret === undefined) return;
  await app.register(async (routes) => {
    routes.removeContentTypeParser('text/plain');
    for (const [path, member] of Object.entries(MEMBERS))
      routes.post(path, { bodyLimit: MAX_BODY_BYTES, onRequest }, async (request, reply) => {
        void reply.header('cache-control', 'no-store');
        if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
          return reply.status(415).header('accept', 'application/json').send();
        const expiresAt = new Date(Date.now() + SECONDS * 1000);
        return {
          token: await issueToken(jwtSecret, member, SECONDS, { issuer, audience }),
          tenant: member.tenant,
          expiresAt: expiresAt.toISOString(),
        };
      });
  });
}
