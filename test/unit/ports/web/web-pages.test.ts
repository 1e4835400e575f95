import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerWebPages } from '../../../../src/ports/web/web-pages.js';

let app: FastifyInstance;
let root: string;
let url: string;

async function start(explainsBuild: boolean): Promise<void> {
  app = Fastify();
  await registerWebPages(app, {
    root,
    explainsBuild,
    start: { health: () => ({ ok: true, parts: {} }), hasTokens: true },
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
}
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gateway-web-'));
  await start(true);
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

describe('the lab', () => {
  const PATHS = ['/lab', '/lab/', '/lab/index.html', '/lab/assets/index-a1b2c3.js'];

  it('is not found without a build, says how to build it, and is served after the build', async () => {
    for (const target of PATHS) {
      const missing = await get(target);
      expect([target, missing.status, missing.headers.get('cache-control')]).toEqual([target, 404, 'no-store']);
      expect(missing.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await missing.text()).toContain('npm run build:page');
    }
    await build();
    expect(await (await get('/lab/')).text()).toBe('<title>Lab</title>');
  });

  it('without a build is like any other unknown path where it cannot be built', async () => {
    await app.close();
    await start(false);
    for (const target of PATHS) {
      const [missing, unknown] = [await get(target), await get('/none')];
      expect([target, missing.status]).toEqual([target, 404]);
      expect((await missing.text()).replaceAll(target, '/none')).toBe(await unknown.text());
    }
    await build();
    expect((await get('/lab/')).status).toBe(200);
  });

  it('is found without its slash', async () => {
    await build();
    const response = await get('/lab');
    expect([response.status, response.headers.get('location')]).toEqual([308, '/lab/']);
  });

  it('lets browsers keep assets for a year, because their names contain a hash, and revalidates the page', async () => {
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
    // fetch adds `cache-control: no-cache` unless the request has this header, and then no 304 comes.
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

  it('serves no file outside its build, and such an answer is not cached', async () => {
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

const links = async () =>
  [...(await (await get('/', { accept: 'text/html' })).text()).matchAll(/<li><a href="([^"]+)"/g)].map(
    (match) => match[1],
  );

describe('the console', () => {
  async function buildConsole(): Promise<void> {
    await mkdir(path.join(root, 'dist/lab-page/assets'), { recursive: true });
    await writeFile(path.join(root, 'dist/lab-page/console.html'), '<title>Console</title>');
    await writeFile(path.join(root, 'dist/lab-page/assets/console-a1b2c3.js'), 'run()');
  }

  it('is served with its assets where it was built alone, as in the production image, and the lab is not', async () => {
    await app.close();
    await start(false);
    expect((await get('/console')).status).toBe(404);
    await buildConsole();
    const response = await get('/console');
    expect([response.status, await response.text()]).toEqual([200, '<title>Console</title>']);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect((await get('/lab/assets/console-a1b2c3.js')).status).toBe(200);
    for (const target of ['/lab', '/lab/', '/lab/console.html', '/lab/assets/../console.html', '/console/'])
      expect([target, (await get(target)).status]).toEqual([target, 404]);
    expect(await links()).toContain('/console');
  });

  it('says how to build it where it can be built', async () => {
    const response = await get('/console');
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(await response.text()).toContain('npm run build:page');
  });
});
