import { TextEncoder } from 'node:util';
import { jwtVerify } from 'jose';

const secret = new TextEncoder().encode(process.env.JWT_SECRET);

/** The tenant of the caller. Rejects without a valid token, as the gateway does. */
export async function tenantOf(authorization = '') {
  const { payload } = await jwtVerify(authorization.slice('Bearer '.length), secret, {
    algorithms: ['HS256'],
    requiredClaims: ['exp', 'sub'],
  });
  return String(payload.tenant);
}

/** Ends the process at once on SIGINT and SIGTERM. */
export function endOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
}
