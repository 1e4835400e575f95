import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { createAuthenticator } from '../../../src/ops/identity/authenticator.js';
import { issueToken } from '../../../src/ops/identity/issue-token.js';
import { until } from '../../support/until.js';

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

  it.each(['', 'Bearer', 'Basic eDp5', 'Bearer a.b', 'Bearer a.b.c', 'bearer  a.b.c'])(
    'refuses the header "%s"',
    async (header) => {
      await expect(authenticate(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );

  const exp = Math.floor(Date.now() / 1000) + 60;
  const good = { sub: 'olga', tenant: 'acme', role: 'owner', exp };
  const signed = async (payload: string | Buffer) =>
    `Bearer ${await new CompactSign(typeof payload === 'string' ? new TextEncoder().encode(payload) : payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))}`;

  it.each<[string, string | Buffer]>([
    ['a subject with U+0000', JSON.stringify({ ...good, sub: 'a\u0000b' })],
    ['a subject with half a character', JSON.stringify({ ...good, sub: 'a\ud800' })],
    ['a subject of the other half', JSON.stringify({ ...good, sub: '\udc00' })],
    ['a subject of halves in the wrong order', JSON.stringify({ ...good, sub: '\udc00\ud800' })],
    ['a subject that is not UTF-8', Buffer.from(JSON.stringify({ ...good, sub: 'ol\u00e9' }), 'latin1')],
    ['a tenant that is not UTF-8', Buffer.from(JSON.stringify({ ...good, tenant: '\u00e9' }), 'latin1')],
    ['a tenant with U+0000', JSON.stringify({ ...good, tenant: 'acme\u0000' })],
    ['a tenant with half a character', JSON.stringify({ ...good, tenant: '\ud800' })],
    ['a subject that is a number', JSON.stringify({ ...good, sub: 1 })],
    ['no subject', JSON.stringify({ ...good, sub: '' })],
    ['an end in the year 10000', JSON.stringify({ ...good, exp: 253_402_300_800 })],
    ['an end that no Date can be', JSON.stringify({ ...good, exp: 1e300 })],
    ['an end that is infinite', JSON.stringify(good).replace(String(exp), '1e400')],
  ])('refuses a token with %s, though it is signed', async (_, payload) => {
    await expect(authenticate(await signed(payload))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each([10, 3_000])('remembers a token with %i characters more, and takes nothing else for it', async (more) => {
    const header = await signed(JSON.stringify({ ...good, more: 'x'.repeat(more) }));
    const member = await authenticate(header);
    // The very object: it was not verified again.
    expect(await authenticate(header)).toBe(member);
    const hash = createHash('sha256').update(header).digest('base64');
    for (const other of [hash, `#${hash}`, `=${header}`, `${header}x`, header.slice(0, -1)])
      await expect(authenticate(other)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('forgets a remembered token at its end', async () => {
    const brief = { ...good, exp: Math.floor(Date.now() / 1000) + 1 };
    const header = await signed(JSON.stringify(brief));
    const member = await authenticate(header);
    await until('it has ended', () => Date.now() > brief.exp * 1000);
    // Within the tolerance of clocks it is valid, but verified again.
    expect(await authenticate(header)).not.toBe(member);
  });

  it('takes a subject of whole characters, whatever they are', async () => {
    const subject = 'Zoë/😀 \ufffd';
    expect((await authenticate(await signed(JSON.stringify({ ...good, sub: subject })))).viewer).toMatchObject({
      subject,
    });
    expect(
      (await authenticate(await signed(JSON.stringify({ ...good, exp: 253_402_300_799 })))).expiresAt?.getUTCFullYear(),
    ).toBe(9999);
  });

  it('wants the issuer and audience it is configured for', async () => {
    const strict = createAuthenticator({ ...none, secret, issuer: 'https://id.example', audience: 'gateway' });
    await expect(strict(`Bearer ${await issueToken(secret, owner, 60)}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
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
    new SignJWT({ tenant: 'acme', role: 'data' })
      .setProtectedHeader({ alg, kid: 'one' })
      .setSubject('dan')
      .setExpirationTime('1m')
      .sign(by);

  it('takes what its keys have signed, and nothing signed by a secret', async () => {
    const authenticate = createAuthenticator({ ...none, secret: undefined, jwksUrl: url });
    expect((await authenticate(`Bearer ${await sign(key, 'RS256')}`)).viewer).toEqual({
      role: 'data',
      tenant: 'acme',
      subject: 'dan',
    });
    await expect(authenticate(`Bearer ${await sign(new TextEncoder().encode(secret), 'HS256')}`)).rejects.toMatchObject(
      { code: 'UNAUTHENTICATED' },
    );
    const other = await generateKeyPair('RS256');
    await expect(authenticate(`Bearer ${await sign(other.privateKey, 'RS256')}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('an authenticator whose keys cannot be had', () => {
  it('says so in time, and not that the token were wrong', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const token = await new SignJWT({ tenant: 'acme', role: 'owner' })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setSubject('olga')
      .setExpirationTime('1h')
      .sign(privateKey);
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const hung = createAuthenticator({
      ...none,
      secret: undefined,
      jwksUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`,
    });
    const refused = createAuthenticator({ ...none, secret: undefined, jwksUrl: 'http://127.0.0.1:1/' });
    const began = Date.now();
    await Promise.all(
      [hung, refused].map((authenticate) =>
        expect(authenticate(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAVAILABLE' }),
      ),
    );
    expect(Date.now() - began).toBeLessThan(5_000);
    silent.closeAllConnections();
    silent.close();
    await once(silent, 'close');
  }, 15_000);
});
