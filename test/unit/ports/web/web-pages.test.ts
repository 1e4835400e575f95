import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerWebPages } from '../../../../src/ports/web/web-pages.js';

let app: FastifyInstance;
let root: string;
let url: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gateway-web-'));
  app = Fastify();
  await registerWebPages(app, { root });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await app.close();
  await rm(root, { recursive: true, force: true });
});

async function build(): Promise<void> {
  await mkdir(path.join(root, 'dist/lab-page/assets'), { recursive: true });
  await writeFile(path.join(root, 'dist/lab-page/index.html'), '<title>Lab</title>');
  await writeFile(path.join(root, 'dist/lab-page/assets/index-a1b2c3.js'), 'run()');
  await writeFile(path.join(root, 'dist/secret.txt'), 'secret');
}
const get = (target: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${target}`, { redirect: 'manual', headers });

describe('the index', () => {
  it('leads to what the gateway has to show', async () => {
    const response = await get('/');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect([...(await response.text()).matchAll(/href="([^"]+)"/g)].map((match) => match[1])).toEqual([
      '/lab/',
      '/graphql',
      '/api/docs',
      '/health/ready',
      '/metrics',
    ]);
  });
});

describe('the lab', () => {
  it('says how to build it while there is no build, and is there once there is one', async () => {
    const missing = await get('/lab/');
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([503, 'no-store']);
    expect(await missing.text()).toContain('npm run build:page');
    await build();
    expect(await (await get('/lab/')).text()).toBe('<title>Lab</title>');
  });

  it('is found without its slash', async () => {
    const response = await get('/lab');
    expect([response.status, response.headers.get('location')]).toEqual([308, '/lab/']);
  });

  it('keeps what is named by its content for good, and asks again for the page', async () => {
    await build();
    const [page, asset] = [await get('/lab/'), await get('/lab/assets/index-a1b2c3.js')];
    expect([page.headers.get('cache-control'), page.headers.get('content-type')]).toEqual([
      'no-cache',
      'text/html; charset=utf-8',
    ]);
    expect([asset.headers.get('cache-control'), asset.headers.get('content-type')]).toEqual([
      'public, max-age=31536000, immutable',
      expect.stringMatching(/^(text|application)\/javascript/),
    ]);
    // As a browser asks: fetch of itself would ask for a fresh one.
    expect(
      (await get('/lab/', { 'if-none-match': page.headers.get('etag')!, 'cache-control': 'max-age=0' })).status,
    ).toBe(304);
  });

  it('runs and loads nothing but its own files', async () => {
    await build();
    for (const { headers } of [await get('/lab/'), await get('/lab/assets/index-a1b2c3.js'), await get('/')]) {
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:/);
      expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
        'nosniff',
        'no-referrer',
      ]);
    }
  });

  it('has no other file, whatever the path, and lets nobody keep that', async () => {
    await build();
    for (const target of [
      '/lab/none.html',
      '/lab/assets/none.js',
      '/lab/assets/',
      '/lab/..%2fsecret.txt',
      '/lab/%2e%2e/secret.txt',
      '/lab/assets/..%2f..%2f..%2fsecret.txt',
      '/lab/%00',
    ]) {
      const response = await get(target);
      expect([target, [400, 403, 404].includes(response.status)]).toEqual([target, true]);
      expect(response.headers.get('cache-control') ?? '').not.toContain('immutable');
      expect(await response.text()).not.toBe('secret');
    }
  });
});
