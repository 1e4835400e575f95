import type { Socket } from 'node:net';
import { errorBody } from './error-body.js';

const REFUSALS: Readonly<Record<string, readonly [status: string, code: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'BAD_INPUT', 'The request was not complete in time.'],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'LIMIT_EXCEEDED',
    "The request's headers are too large.",
  ],
};
const MALFORMED = ['400 Bad Request', 'BAD_INPUT', 'The request is not well-formed HTTP.'] as const;

/** Answers what node could not read as a request, coded as everything else is, and ends its connection. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, code, message] = REFUSALS[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify(errorBody(code, message));
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  // An answer may be on its way already, as in node's own handler: a second head in the middle of it would be taken for
  // content.
  const { _httpMessage: answer } = socket as Socket & {
    readonly _httpMessage?: { readonly headersSent: boolean } | null;
  };
  if (socket.writable && answer?.headersSent !== true) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}
