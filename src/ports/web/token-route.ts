import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { Member } from '../../kernel/viewer.js';
import { issueToken } from '../../ops/identity/issue-token.js';

export interface TokenRouteConfig {
  /** Undefined where tokens come from an identity provider. */
  readonly jwtSecret: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Answers for itself when the page that asks may not. */
  readonly onRequest: onRequestAsyncHookHandler;
}

/** Issues a token for a member, for as long as the answer says. */
type Issue = (member: Member) => Promise<string>;

const SECONDS = 3600;
const MAX_BODY_BYTES = 1024;

/**
 * Gives whoever asks short-lived tokens by POST at `url`, so that one of the gateway's own pages works at once. For
 * development and tests: in production it must not be registered. Another site's page cannot have them made: its origin
 * is refused, and application/json is no type that a page may send elsewhere without being allowed to, and for this
 * path nobody is.
 */
export async function registerTokenRoute(
  app: FastifyInstance,
  url: string,
  { jwtSecret, issuer, audience, onRequest }: TokenRouteConfig,
  answer: (issue: Issue) => Promise<object>,
): Promise<void> {
  if (jwtSecret === undefined) return;
  await app.register(async (routes) => {
    routes.removeContentTypeParser('text/plain');
    routes.post(url, { bodyLimit: MAX_BODY_BYTES, onRequest }, async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
        return reply.status(415).header('accept', 'application/json').send();
      const expiresAt = new Date(Date.now() + SECONDS * 1000).toISOString();
      const answered = await answer((member) => issueToken(jwtSecret, member, SECONDS, { issuer, audience }));
      return { ...answered, expiresAt };
    });
  });
}
