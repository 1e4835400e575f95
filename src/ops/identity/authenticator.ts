import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';
import { isInstant } from '../../kernel/instants.js';
import { decodeUtf8, isStorable } from '../../kernel/text.js';
import { ANONYMOUS, type Viewer } from '../../kernel/viewer.js';

/**
 * How bearers are verified: HS256 under a shared secret, or RS256/ES256 under the keys of a JWKS URL. Exactly one is
 * set.
 */
interface AuthenticatorConfig {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

export interface Identity {
  readonly viewer: Viewer;
  /** When the credentials run out; undefined for the anonymous. */
  readonly expiresAt: Date | undefined;
}

/**
 * Who the bearer of an Authorization header is, and until when. Throws UNAUTHENTICATED for a token that is forged,
 * expired or malformed.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Identity>;

const claims = z.object({
  // It is stored with the writes of its bearer, so it must be storable text.
  sub: z.string().min(1).max(200).refine(isStorable),
  tenant: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\w.:@-]+$/),
  role: z.enum(['owner', 'staff', 'data']),
  exp: z.number().refine((seconds) => isInstant(new Date(seconds * 1000))),
});
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;
const CLOCK_TOLERANCE_SECONDS = 5;
const KEYS_WITHIN_MS = 4_000;

/**
 * Makes `authenticate(authorization)`: the anonymous without a header, else the member its JWT names. Throws
 * UNAUTHENTICATED for anything else, saying only whether it is expired, and UNAVAILABLE when the keys are not available
 * in time.
 */
export function createAuthenticator(config: AuthenticatorConfig): Authenticate {
  const options: JWTVerifyOptions = {
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp', 'sub'],
    ...(config.issuer && { issuer: config.issuer }),
    ...(config.audience && { audience: config.audience }),
  };
  const verify = verifier(config, options);
  const known = createKnownTokens();

  return async (authorization) => {
    if (authorization === undefined) return { viewer: ANONYMOUS, expiresAt: undefined };
    const member = known.get(authorization);
    if (member !== undefined) return member;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined)
      throw new DomainError('UNAUTHENTICATED', 'The Authorization header must be "Bearer" followed by a JWT.');
    return known.set(authorization, await identityOf(token));
  };

  async function identityOf(token: string): Promise<Member> {
    const payload = await verified(verify, token);
    // The library reads bytes that are not UTF-8 as U+FFFD: two subjects would be one.
    const member =
      decodeUtf8(Buffer.from(token.split('.')[1] ?? '', 'base64url')) === undefined
        ? undefined
        : claims.safeParse(payload);
    if (member?.success !== true) {
      const needed = 'sub, tenant, role (owner, staff or data) and exp are required';
      throw new DomainError('UNAUTHENTICATED', `A claim of the token is missing or invalid: ${needed}.`);
    }
    const { sub, tenant, role, exp } = member.data;
    return { viewer: { role, subject: sub, tenant }, expiresAt: new Date(exp * 1000) };
  }
}

type Member = Identity & { readonly expiresAt: Date };

/** How many headers are remembered, and for how long a token is taken whose key has been withdrawn meanwhile. */
const MAX_KNOWN = 2_000;
const KNOWN_FOR_MS = 60_000;
/** A longer header is kept by its hash. To make one takes longer than to compare a header of an ordinary length. */
const LONGEST_KEY = 2_048;

/**
 * Authorization headers that have been verified: verifying a token takes longer than many an answer. None is known
 * beyond the end of its token.
 */
function createKnownTokens() {
  const known = new Map<string, { readonly identity: Member; readonly until: number }>();
  // The two kinds of keys differ in their first character: a header that looks like a hash is not taken for one.
  const keyOf = (authorization: string) =>
    authorization.length <= LONGEST_KEY
      ? `=${authorization}`
      : `#${createHash('sha256').update(authorization).digest('base64')}`;
  return {
    get(authorization: string): Member | undefined {
      const key = keyOf(authorization);
      const found = known.get(key);
      if (found === undefined || found.until > Date.now()) return found?.identity;
      known.delete(key);
      return undefined;
    },
    set(authorization: string, identity: Member): Member {
      const [oldest] = known.keys();
      if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest);
      known.set(keyOf(authorization), {
        identity,
        until: Math.min(identity.expiresAt.getTime(), Date.now() + KNOWN_FOR_MS),
      });
      return identity;
    },
  };
}

type Verify = (token: string) => Promise<JWTPayload>;

function verifier(config: AuthenticatorConfig, options: JWTVerifyOptions): Verify {
  if (config.jwksUrl !== undefined) {
    const keys = createRemoteJWKSet(new URL(config.jwksUrl), { timeoutDuration: KEYS_WITHIN_MS });
    return async (token) => (await jwtVerify(token, keys, { ...options, algorithms: ['RS256', 'ES256'] })).payload;
  }
  const secret = new TextEncoder().encode(config.secret);
  // The algorithm is fixed: a token cannot choose a weaker one for itself.
  return async (token) => (await jwtVerify(token, secret, { ...options, algorithms: ['HS256'] })).payload;
}

async function verified(verify: Verify, token: string): Promise<JWTPayload> {
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new DomainError('UNAUTHENTICATED', 'The token has expired.');
    // The keys could not be fetched: that says nothing about the token.
    if (error instanceof errors.JOSEError && error.code !== 'ERR_JWKS_TIMEOUT' && error.code !== 'ERR_JOSE_GENERIC')
      throw new DomainError('UNAUTHENTICATED', 'The token is not valid.');
    throw Object.assign(
      new DomainError('UNAVAILABLE', 'The keys that verify tokens are temporarily unavailable. Retry later.'),
      { cause: error },
    );
  }
}
