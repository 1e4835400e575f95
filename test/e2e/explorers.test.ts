import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, openWatchedPage, type WatchedPage } from '../support/browser.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { until } from '../support/until.js';

let gateway: TestGateway;
let browser: Browser;
let watched: WatchedPage | undefined;

beforeAll(async () => {
  gateway = await startGateway();
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
}, 60_000);

async function open(target: string): Promise<WatchedPage['page']> {
  watched = await openWatchedPage(browser, gateway.url);
  await watched.page.goto(`${gateway.url}${target}`);
  return watched.page;
}
/** The explorers work without a network: nothing is loaded from elsewhere, and nothing fails. */
afterEach(async () => {
  await watched?.close();
  expect({ foreign: watched?.foreign, errors: watched?.errors }).toEqual({ foreign: [], errors: [] });
});

describe('the explorers', () => {
  it('of GraphQL at /graphql renders, knows the schema and sends an operation', async () => {
    const page = await open('/graphql');
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await page.getByRole('button', { name: /execute query/i }).click();
    await page.locator('.graphiql-response').getByText('"totalCount"').first().waitFor();
    await page.getByRole('button', { name: /documentation explorer/i }).click();
    await page.locator('.graphiql-plugin').getByText('SeatMapChange', { exact: true }).waitFor();
  }, 60_000);

  it('of REST at /api/docs lists the operations', async () => {
    const page = await open('/api/docs');
    const groups = page.locator('.swagger-ui .opblock-tag-section');
    await groups.first().waitFor();
    for (const group of await groups.all()) await group.locator('.opblock-tag').click();
    const { paths } = (await (await fetch(`${gateway.url}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId?: string }>>;
    };
    const operations = Object.values(paths).flatMap((path) =>
      Object.values(path).filter(({ operationId }) => operationId !== undefined),
    );
    await until(
      'every operation is listed',
      async () => (await page.locator('.swagger-ui .opblock').count()) === operations.length,
    );
    expect(operations.length).toBeGreaterThan(40);
  }, 60_000);

  it('and the lab are linked from /', async () => {
    const page = await open('/');
    const links = await page.getByRole('link').all();
    expect(await Promise.all(links.map((link) => link.getAttribute('href')))).toEqual(
      expect.arrayContaining(['/lab/', '/graphql', '/api/docs']),
    );
  });
});
