import { CloseCode } from 'graphql-ws';
import type { Identity } from '../../ops/identity/authenticator.js';
import type { GuardedSocket } from './guarded-socket.js';

/** Closes the socket when the token of `identity` expires. Clear the returned timer when the socket closes earlier. */
export function closeAtExpiry({ expiresAt }: Identity, guard: GuardedSocket): NodeJS.Timeout | undefined {
  if (expiresAt === undefined) return undefined;
  return setTimeout(
    () => guard.end(CloseCode.Forbidden, 'Token expired'),
    Math.min(expiresAt.getTime() - Date.now(), 2 ** 31 - 1),
  );
}
