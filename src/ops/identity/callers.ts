import type { FastifyReply, FastifyRequest } from 'fastify';
import { ANONYMOUS } from '../../kernel/viewer.js';
import { clientKey } from '../load/client-key.js';
import { rateLimitHeaders, type Allowance, type RateLimiter } from '../load/rate-limiter.js';
import type { Authenticate, Identity } from './authenticator.js';

/** The sender of a request. With refused credentials there is no sender, and `refused` is the reason. */
export interface Caller extends Identity {
  readonly refused?: unknown;
  /** Whose requests are counted together. */
  readonly key: string;
}

/** The callers of requests, each with an allowance that all ports share. */
export interface Callers {
  /**
   * Identifies the caller of a request and spends one point. A request with bad credentials is counted by its address
   * and not refused here: failing to authenticate must not get around the limit.
   */
  identify(request: FastifyRequest): Promise<{ readonly caller: Caller; readonly allowance: Allowance }>;
  /** The caller of a request that has been identified; nobody otherwise. */
  of(request: FastifyRequest): Caller;
  /** Spends more points of a caller, for work that is more expensive than expected. */
  spend(caller: Caller, points: number): Allowance;
}

/** See Callers. */
export function createCallers(authenticate: Authenticate, limiter: RateLimiter): Callers {
  const callerKey = Symbol('caller');

  async function callerOf(request: FastifyRequest): Promise<Caller> {
    try {
      const { viewer, expiresAt } = await authenticate(request.headers.authorization);
      return { viewer, expiresAt, key: clientKey(viewer, request.clientAddress) };
    } catch (refused) {
      return { viewer: ANONYMOUS, expiresAt: undefined, refused, key: clientKey(ANONYMOUS, request.clientAddress) };
    }
  }

  return {
    async identify(request) {
      const caller = await callerOf(request);
      Object.assign(request, { [callerKey]: caller });
      return { caller, allowance: limiter.spend(caller.key, 1) };
    },
    of: (request: FastifyRequest & { readonly [callerKey]?: Caller }) =>
      request[callerKey] ?? {
        viewer: ANONYMOUS,
        expiresAt: undefined,
        key: clientKey(ANONYMOUS, request.clientAddress),
      },
    spend: (caller, points) => limiter.spend(caller.key, points),
  };
}

/** Says in an answer's headers what of the caller's allowance is left. */
export function setAllowance(reply: FastifyReply, allowance: Allowance): void {
  void reply.headers(rateLimitHeaders(allowance));
}

/** For people: why a request was refused with 429. */
export function allowanceExceeded({ limit, resetSeconds }: Allowance): string {
  return `The limit is ${limit} points a minute. Retry in ${resetSeconds} s.`;
}
