import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { createAuthenticator } from '../../../src/ops/identity/authenticator.js';
import { issueToken } from '../../../src/ops/identity/issue-token.js';

const secret = 'a-secret-of-at-least-32-characters!!';
const none = { jwksUrl: undefined, issuer: undefined, audience: undefined };
const owner = { role: 'owner', tenant: 'acme', subject: 'olga' } as const;

describe('an authenticator with a shared secret', () => {
  const authenticate = createAuthenticator({ ...none, secret });

  it('knows the member a token names and when it ends, and the anonymous', async () => {
    const { viewer, expiresAt } = await authenticate(`Bearer ${await issueToken(secret, owner, 60)}`);
    expect(viewer).toEqual({ role: 'owner', tenant: 'acme', subject: 'olga' });
    expect(expiresAt?.getTime()).toBeGreaterThan(Date.now());
    expect(await authenticate(undefined)).toEqual({ viewer: { role: 'anonymous' }, expiresAt: undefined });
  });

  it.each(['', 'Bearer', 'Basic eDp5', 'Bearer a.b', 'Bearer a.b.c', 'bearer  a.b.c'])('refuses the header "%s"', async (header) => {
    await expect(authenticate(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('wants the issuer and audience it is configured for', async () => {
    const strict = createAuthenticator({ ...none, secret, issuer: 'https://id.example', audience: 'gateway' });
    await expect(strict(`Bearer ${await issueToken(secret, owner, 60)}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const named = await issueToken(secret, owner, 60, { issuer: 'https://id.example', audience: 'gateway' });
    expect((await strict(`Bearer ${named}`)).viewer.role).toBe('owner');
  });
});

describe('an authenticator with a JWKS URL', () => {
  let server: Server;
  let url: string;
  let key: CryptoKey;

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    key = pair.privateKey;
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256' }] });
    server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(jwks));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const sign = (by: CryptoKey | Uint8Array, alg: string) =>
    new SignJWT({ tenant: 'acme', role: 'data' }).setProtectedHeader({ alg, kid: 'one' }).setSubject('dan').setExpirationTime('1m').sign(by);

  it('takes what its keys have signed, and nothing signed by a secret', async () => {
    const authenticate = createAuthenticator({ ...none, secret: undefined, jwksUrl: url });
    expect((await authenticate(`Bearer ${await sign(key, 'RS256')}`)).viewer).toEqual({ role: 'data', tenant: 'acme', subject: 'dan' });
    await expect(authenticate(`Bearer ${await sign(new TextEncoder().encode(secret), 'HS256')}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const other = await generateKeyPair('RS256');
    await expect(authenticate(`Bearer ${await sign(other.privateKey, 'RS256')}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('an authenticator whose keys cannot be had', () => {
  it('says so in time, and not that the token were wrong', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const token = await new SignJWT({ tenant: 'acme', role: 'owner' }).setProtectedHeader({ alg: 'RS256', kid: 'one' }).setSubject('olga').setExpirationTime('1h').sign(privateKey);
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const hung = createAuthenticator({ ...none, secret: undefined, jwksUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/` });
    const refused = createAuthenticator({ ...none, secret: undefined, jwksUrl: 'http://127.0.0.1:1/' });
    const began = Date.now();
    await Promise.all([hung, refused].map((authenticate) => expect(authenticate(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAVAILABLE' })));
    expect(Date.now() - began).toBeLessThan(5_000);
    silent.closeAllConnections();
    silent.close();
    await once(silent, 'close');
  }, 15_000);
});
