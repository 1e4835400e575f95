import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../../src/ports/rest/v1/openapi/document.js';
import { OPERATIONS } from '../../../src/ports/rest/v1/operations.js';
import { launchBrowser, openWatchedPage } from '../../support/browser.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway?.stop());

const fetched = (path: string, init?: RequestInit) => fetch(`${gateway.url}${path}`, init);

describe('/api/v1/openapi.json', () => {
  it('is the document, which caches may keep and must ask about', async () => {
    const response = await fetched('/api/v1/openapi.json');
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'application/json; charset=utf-8',
      'public, no-cache',
    ]);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument(OPERATIONS))));
    const tag = response.headers.get('etag') ?? '';
    const again = await fetched('/api/v1/openapi.json', { headers: { 'if-none-match': tag } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
    expect((await fetched('/api/v1/openapi.json', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('answers HEAD and OPTIONS, and 405 to the rest', async () => {
    const head = await fetched('/api/v1/openapi.json', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const options = await fetched('/api/v1/openapi.json', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const post = await fetched('/api/v1/openapi.json', { method: 'POST' });
    expect([post.status, post.headers.get('allow'), await post.json()]).toMatchObject([
      405,
      'GET, HEAD, OPTIONS',
      { code: 'METHOD_NOT_ALLOWED' },
    ]);
  });
});

describe('/api/docs', () => {
  it('loads all that it needs from the gateway, under a policy that allows nothing else', async () => {
    const response = await fetched('/api/docs');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:/);
    const html = await response.text();
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, target = '']) => new URL(target, `${gateway.url}/api/docs`),
    );
    expect(assets.length).toBeGreaterThan(4);
    for (const asset of assets) {
      expect(asset.origin).toBe(gateway.url);
      expect({ asset: asset.pathname, status: (await fetch(asset)).status }).toEqual({
        asset: asset.pathname,
        status: 200,
      });
    }
  });

  it('shows an operation, and sends it with a bearer token', async () => {
    const browser = await launchBrowser();
    try {
      const watched = await openWatchedPage(browser, gateway.url);
      const { page } = watched;
      await page.goto(`${gateway.url}/api/docs#/Service/getViewer`);
      await page.locator('.auth-wrapper .authorize').first().click();
      await page.locator('.auth-container input').fill(await gateway.token('owner'));
      await page.locator('.auth-btn-wrapper .authorize').click();
      await page.locator('.auth-btn-wrapper .btn-done').click();
      const operation = page.locator('#operations-Service-getViewer');
      await operation.locator('.execute').click();
      await operation.locator('.live-responses-table .response-col_description').getByText('"owner@acme"').waitFor();
      expect({ foreign: watched.foreign, errors: watched.errors }).toEqual({ foreign: [], errors: [] });
      await watched.close();
    } finally {
      await browser.close();
    }
  }, 60_000);
});
