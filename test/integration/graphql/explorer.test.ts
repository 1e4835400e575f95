import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { rawClient } from '../../support/raw-client.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ NODE_ENV: 'production', EXPLORER: 'on' });
}, 60_000);
afterAll(() => gateway?.stop());

const get = (target: string, headers: Record<string, string> = {}) => fetch(`${gateway.url}${target}`, { headers });
const page = () => get('/graphql', { accept: BROWSER });
/** The URLs of the files that the page loads. */
const filesOf = (html: string) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);

describe('GET /graphql', () => {
  it('answers a browser with a page that loads nothing from elsewhere and runs no script but files', async () => {
    const response = await page();
    const html = await response.text();
    expect([response.status, response.headers.get('content-type'), response.headers.get('vary')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'accept',
    ]);
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe/);
    expect(html).not.toMatch(/https?:\/\/|src="\/\/|<script(?![^>]*src=)|<style| style=| on\w+="/);
    expect(html.length).toBeLessThan(2_000);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('prefers the page for a browser that has a query, and answers all others as ever', async () => {
    const query = `/graphql?query=${encodeURIComponent('{ __typename }')}`;
    const types = await Promise.all(
      [
        { accept: BROWSER },
        {},
        { accept: '*/*' },
        { accept: 'application/json' },
        { accept: 'application/graphql-response+json' },
      ].map(async (headers) => {
        const response = await get(query, { 'apollo-require-preflight': 'true', ...headers });
        return [response.status, response.headers.get('content-type')?.split(';')[0], response.headers.get('vary')];
      }),
    );
    const json = [200, 'application/json', 'accept'];
    expect(types).toEqual([
      [200, 'text/html', 'accept'],
      json,
      json,
      json,
      [200, 'application/graphql-response+json', 'accept'],
    ]);
  });
});

describe("the explorer's files", () => {
  it('include the editor and its workers, and may be cached without revalidation', async () => {
    const files = filesOf(await (await page()).text());
    const base = files.find((file) => file.endsWith('start.js'))!.replace('start.js', '');
    const all = [...files, ...['editor', 'graphql', 'json'].map((name) => `${base}${name}.worker.js`)];
    expect(all).toHaveLength(7);
    for (const file of all) {
      const response = await get(file);
      expect([file, response.status, response.headers.get('cache-control')]).toEqual([
        file,
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(response.headers.get('content-type')).toMatch(
        file.endsWith('.css') ? /^text\/css/ : file.endsWith('.ico') ? /^image\/x-icon/ : /^text\/javascript/,
      );
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(file.endsWith('start.js') ? 500 : 100_000);
      expect((await get(file, { 'if-none-match': response.headers.get('etag')! })).status).toBe(304);
    }
    expect(await (await get(`${base}graphiql.js`)).text()).toContain('renderYogaGraphiQL');
    expect(await (await get(`${base}graphiql.css`)).text()).not.toMatch(/url\((?!["']?(data:|#))|@import/);
  });

  it('are the same without gzip, and not there under any other version or name', async () => {
    const file = filesOf(await (await page()).text()).find((name) => name.endsWith('graphiql.css'))!;
    const client = await rawClient(gateway.url);
    client.send(`GET ${file} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n`);
    const plain = await client.receives('\r\n0\r\n\r\n');
    await client.close();
    expect(plain.slice(0, plain.indexOf('\r\n\r\n'))).not.toMatch(/content-encoding/i);
    expect(client.received).toBeGreaterThan(Buffer.byteLength(await (await get(file)).text()));
    for (const wrong of [
      file.replace(/explorer\/\w+/, 'explorer/0'),
      file.replace('graphiql.css', 'other.css'),
      file.replace('graphiql.css', '..%2f..%2fpackage.json'),
    ]) {
      expect((await get(wrong)).status).toBe(404);
    }
  });

  it('begin with an operation that anybody may run', async () => {
    const script = await (
      await get(filesOf(await (await page()).text()).find((name) => name.endsWith('start.js'))!)
    ).text();
    const query = JSON.parse(/defaultQuery: ("(?:[^"\\]|\\.)*")/.exec(script)![1]!) as string;
    expect((await gateway.data(query)).shows).toMatchObject({ totalCount: 0 });
  });
});
