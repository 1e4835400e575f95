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

/** The lab's member. It has a separate tenant, so that its owner can read and change only the lab's data. */
const LAB_OWNER: Member = { role: 'owner', tenant: 'lab', subject: 'owner@lab' };
const SECONDS = 3600;
const MAX_BODY_BYTES = 1024;

/**
 * Gives whoever asks a short-lived token of the lab's owner at POST /lab/session, so that the lab's page works at once.
 * For development and tests: in production it must not be registered. Another site's page cannot have one made: its
 * origin is refused, and application/json is no type that a page may send elsewhere without being allowed to, and for
 * this path nobody is.
 */
export async function registerLabSession(
  app: FastifyInstance,
  { jwtSecret, issuer, audience, onRequest }: LabSessionConfig,
): Promise<void> {
  if (jwtSecret === undefined) return;
  await app.register(async (routes) => {
    routes.removeContentTypeParser('text/plain');
    routes.post('/lab/session', { bodyLimit: MAX_BODY_BYTES, onRequest }, async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
        return reply.status(415).header('accept', 'application/json').send();
      const expiresAt = new Date(Date.now() + SECONDS * 1000);
      return {
        token: await issueToken(jwtSecret, LAB_OWNER, SECONDS, { issuer, audience }),
        tenant: LAB_OWNER.tenant,
        expiresAt: expiresAt.toISOString(),
      };
    });
  });
}
