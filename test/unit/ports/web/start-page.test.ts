import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerWebPages } from '../../../../src/ports/web/web-pages.js';

let app: FastifyInstance;
let root: string;
let health: { ok: boolean; parts: Record<string, string> };

async function start(
  options: { readonly hasTokens?: boolean; readonly explorer?: boolean; readonly metrics?: boolean } = {},
): Promise<void> {
  const { hasTokens = true, explorer = true, metrics = true } = options;
  await app?.close();
  app = Fastify();
  if (metrics) app.get('/metrics', async () => '');
  await registerWebPages(app, {
    root,
    shows: { explorer, apiDocs: explorer },
    start: { health: () => health, hasTokens },
  });
}
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gateway-web-'));
  health = { ok: true, parts: { postgres: 'ok', relay: 'ok' } };
  await start();
});
afterEach(async () => {
  await app.close();
  await rm(root, { recursive: true, force: true });
});

const ask = (headers: Record<string, string> = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }) =>
  app.inject({ url: '/', headers: { host: 'localhost:4000', ...headers } });
const linked = (text: string) => [...text.matchAll(/<li><a href="([^"]+)"/g)].map((match) => match[1]);

describe('the first page', () => {
  it('says what this is, whether all is well, and what each kind of user does first', async () => {
    const { statusCode, headers, body } = await ask();
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', vary: 'accept', 'x-content-type-options': 'nosniff' });
    expect(body).toContain('with every change as an event in Kafka');
    expect(body).toContain('All is well.');
    for (const who of ['Frontend teams', 'Backend developers', 'Data teams']) expect(body).toContain(`>${who}</h2>`);
    for (const url of ['/graphql', '/api/v1/surveys', '/api/v1/events'])
      expect(body).toContain(`<span class="origin">http://localhost:4000</span>${url}`);
    expect(body.match(/TOKEN=\$\(npm run -s token -- --role \w+/g)).toHaveLength(3);
  });

  it('names the parts that fail', async () => {
    health = { ok: false, parts: { postgres: 'ok', relay: 'failing', 'consumer:<b>': 'failing' } };
    expect((await ask()).body).toContain('Not all is well: relay, consumer:&lt;b&gt;.');
  });

  it('has neither tokens nor the way to make them where an identity provider does', async () => {
    await start({ hasTokens: false });
    const { body } = await ask();
    expect(body).not.toMatch(/npm run|start\/session|data-tokens/);
    expect(body).toContain('from your identity provider');
  });

  it('links to what the gateway serves and to nothing else', async () => {
    const every = ['/graphql', '/api/docs', '/health/ready', '/metrics'];
    expect(linked((await ask()).body)).toEqual(every);
    await mkdir(path.join(root, 'dist/lab-page'), { recursive: true });
    await writeFile(path.join(root, 'dist/lab-page/index.html'), '<title>Lab</title>');
    expect(linked((await ask()).body)).toEqual(['/graphql', '/api/docs', '/lab/', '/health/ready', '/metrics']);
    await start({ explorer: false, metrics: false });
    expect(linked((await ask()).body)).toEqual(['/lab/', '/health/ready']);
  });

  it('puts nothing into a command of the shell that is not a host', async () => {
    for (const host of ["x';rm -rf $HOME;'", 'a"b', '<b>', '$(id)', 'a`id`']) {
      const { body } = await ask({ accept: 'text/html', host });
      expect([host, body.includes('http://localhost</span>')]).toEqual([host, true]);
    }
  });

  it('is JSON for programs, and for those that accept anything', async () => {
    for (const accept of ['application/json', '*/*', undefined]) {
      const { statusCode, headers, body } = await ask({ ...(accept !== undefined && { accept }) });
      expect([statusCode, headers['content-type'], headers['vary']]).toEqual([
        200,
        'application/json; charset=utf-8',
        'accept',
      ]);
      expect(JSON.parse(body)).toMatchObject({ status: 'ok', graphql: '/graphql', rest: '/api/v1' });
    }
    health = { ok: false, parts: { relay: 'failing' } };
    expect((await ask({ accept: 'application/json' })).json()).toMatchObject({
      status: 'failing',
      parts: { relay: 'failing' },
    });
  });

  it('has files of its own, which browsers keep because their path changes with them', async () => {
    const { body, headers } = await ask();
    const files = [...body.matchAll(/(?:href|src)="(\/start\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.map((file) => file.replace(/^.*\//, ''))).toEqual(['start.css', 'start.js']);
    for (const file of files) {
      const served = await app.inject(file);
      expect([served.statusCode, served.headers['cache-control']]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    for (const none of ['toString', 'none.js', '%2e%2e'])
      expect((await app.inject(`${files[0]?.replace('start.css', '')}${none}`)).statusCode).toBe(404);
  });
});
