import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { parseTrustedProxies, proxyCheck, type TrustedProxies } from '../../../src/config/trusted-proxies.mjs';
import { ANONYMOUS } from '../../../src/kernel/viewer.js';
import { createHttpServer } from '../../../src/ops/http-server.js';
import { createCallers, setAllowance } from '../../../src/ops/identity/callers.js';
import { createRateLimiter } from '../../../src/ops/load/rate-limiter.js';
import { createSlots } from '../../../src/ops/load/slots.js';
import { createLogger } from '../../../src/ops/logger.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { rawClient } from '../../support/raw-client.js';
import { until } from '../../support/until.js';

const PER_MINUTE = 10;
let app: FastifyInstance;
afterEach(() => app.close());

async function serve(trustedProxies: TrustedProxies | undefined, socketsPerAddress = 100): Promise<string> {
  app = createHttpServer(createLogger('silent', false), {
    showCost: false,
    metrics: createMetrics(),
    trustedProxies,
    sockets: createSlots({ total: 100, perKey: socketsPerAddress }),
  });
  const callers = createCallers(
    async () => ({ viewer: ANONYMOUS, expiresAt: undefined }),
    createRateLimiter(PER_MINUTE),
  );
  app.get('/', async (request, reply) => {
    const { caller, allowance } = await callers.identify(request);
    setAllowance(reply, allowance);
    return { key: caller.key, host: request.headers.host };
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/**
 * The client's remaining allowance after a request with this X-Forwarded-For, and the key and host under which it was
 * counted.
 */
async function ask(url: string, forwarded?: string, more: Record<string, string> = {}) {
  const answer = await fetch(url, {
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }), ...more },
  });
  return {
    ...((await answer.json()) as { key: string; host: string }),
    remaining: Number(answer.headers.get('ratelimit-remaining')),
  };
}

describe('X-Forwarded-For', () => {
  it.each([undefined, 0, ['10.0.0.0/8'], ['192.0.2.1', '2001:db8::/32']] as const)(
    'changes nothing where nobody who sends it is trusted: %j',
    async (trusted) => {
      const url = await serve(trusted);
      for (let n = 1; n <= 3; n += 1)
        expect(await ask(url, `203.0.113.${n}`)).toMatchObject({ key: '127.0.0.1', remaining: PER_MINUTE - n });
    },
  );

  it.each([1, ['127.0.0.1'], ['127.0.0.0/8', '10.0.0.0/8'], ['loopback']] as const)(
    'tells the clients of a trusted proxy apart: %j',
    async (trusted) => {
      const url = await serve(trusted);
      for (const client of ['203.0.113.1', '203.0.113.2', '2001:db8:1:2::9'])
        expect(await ask(url, client)).toMatchObject({ remaining: PER_MINUTE - 1 });
      expect(await ask(url, '203.0.113.2')).toMatchObject({ key: '203.0.113.2', remaining: PER_MINUTE - 2 });
      expect(await ask(url, '2001:db8:1:2::77')).toMatchObject({ key: '2001:db8:1:2::/64', remaining: PER_MINUTE - 2 });
      expect(await ask(url)).toMatchObject({ key: '127.0.0.1' });
    },
  );

  it.each([
    [1, '203.0.113.9'],
    [['127.0.0.1'], '203.0.113.9'],
    [2, '198.51.100.7'],
    [['127.0.0.1', '203.0.113.0/24'], '198.51.100.7'],
  ] as const)('is read from its end, so that what a client wrote itself changes nothing: %j', async (trusted, key) => {
    const url = await serve(trusted);
    for (let n = 1; n <= 3; n += 1)
      expect(await ask(url, `192.0.2.${n}, 198.51.100.7, 203.0.113.9`)).toMatchObject({
        key,
        remaining: PER_MINUTE - n,
      });
  });

  it('counts one address once, whatever port stands behind it', async () => {
    const url = await serve(1);
    for (const client of ['203.0.113.1:4711', '203.0.113.1:4712', '203.0.113.1'])
      expect((await ask(url, client)).key).toBe('203.0.113.1');
    for (const client of ['[2001:db8:1:2::9]:80', '2001:db8:1:2::9'])
      expect((await ask(url, client)).key).toBe('2001:db8:1:2::/64');
  });

  it('brings no other name along: X-Forwarded-Host and Forwarded are not read', async () => {
    const url = await serve(1);
    const { host } = await ask(url, '203.0.113.1', {
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    });
    expect(host).toBe(new URL(url).host);
  });
});

describe('connections', () => {
  const opened = async (url: string) => {
    const clients = await Promise.all([1, 2, 3, 4].map(() => rawClient(url)));
    for (const client of clients) client.send('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await until('each is answered or ended', () =>
      clients.every((client) => client.received > 0 || client.socket.closed),
    );
    const answered = clients.filter((client) => client.received > 0).length;
    await Promise.all(clients.map((client) => client.close()));
    return answered;
  };

  it('of a trusted proxy count in all only, and those of anybody else by address too', async () => {
    expect(await opened(await serve(['loopback'], 2))).toBe(4);
    await app.close();
    expect(await opened(await serve(['10.0.0.1'], 2))).toBe(2);
  });
});

describe('the setting', () => {
  it('says of an address whether it is a proxy', () => {
    const isProxy = proxyCheck(parseTrustedProxies('10.0.0.0/8, 2001:db8::/32,uniquelocal,192.0.2.7') ?? 0);
    for (const address of [
      '10.1.2.3',
      '::ffff:10.1.2.3',
      '::FFFF:10.1.2.3',
      '::ffff:a01:203',
      '2001:db8::1',
      '192.168.1.1',
      'fc00::1',
      '192.0.2.7',
      '::ffff:192.0.2.7',
    ])
      expect([address, isProxy(address)]).toEqual([address, true]);
    for (const address of [
      '11.1.2.3',
      '::ffff:11.1.2.3',
      '::ffff:b01:203',
      '2001:db9::1',
      '192.0.2.8',
      'unknown',
      '',
      undefined,
    ])
      expect([address, isProxy(address)]).toEqual([address, false]);
  });
});
