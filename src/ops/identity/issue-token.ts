import { SignJWT } from 'jose';
import type { Member } from '../../kernel/viewer.js';

/**
 * A JWT (HS256) for `member`, good for `seconds`. For development and tests: real members come from an identity
 * provider.
 */
export async function issueToken(
  secret: string,
  member: Member,
  seconds: number,
  options: { readonly issuer?: string | undefined; readonly audience?: string | undefined } = {},
): Promise<string> {
  const token = new SignJWT({ tenant: member.tenant, role: member.role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(member.subject)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds);
  if (options.issuer) token.setIssuer(options.issuer);
  if (options.audience) token.setAudience(options.audience);
  return token.sign(new TextEncoder().encode(secret));
}
