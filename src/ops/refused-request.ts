import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import { ERROR_CODES, type ErrorCode } from '../kernel/errors.js';
import { errorBody } from './error-body.js';
import { endRefusedUpgrade } from './refused-upgrade.js';

/** Why a request is refused, and with which status. */
interface RequestRefusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Refuses a request before any port has its say, in the form of the port that was asked: a problem document below
 * /api/, coded errors everywhere else. No cache keeps the answer, and the connection of an upgrade ends with it.
 */
export function refuseRequest(
  request: IncomingMessage,
  reply: FastifyReply,
  { status, code, message }: RequestRefusal,
): FastifyReply {
  endRefusedUpgrade(request, reply.raw);
  void reply.status(status).headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  if (request.url?.startsWith('/api/') !== true)
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(errorBody(code, message)));
  const problem = { type: `/api/v1/problems/${code}`, title: ERROR_CODES[code], status, detail: message, code };
  return reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}
