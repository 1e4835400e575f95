import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { seriousProblems } from '../support/axe.js';
import { launchBrowser, openWatchedPage } from '../support/browser.js';
import { startGateway, type TestGateway } from '../support/gateway.js';

let gateway: TestGateway;
let browser: Browser;
beforeAll(async () => {
  // The demonstration's staff, of which the page gets a token by itself, does not operate this installation.
  gateway = await startGateway({ LOG_LEVEL: 'silent', OPERATOR_TENANTS: 'ops' });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
}, 60_000);

describe('the console, for those who do not operate the installation', () => {
  it('shows nothing, and asks for a token of somebody who does', async () => {
    const { page, close } = await openWatchedPage(browser, gateway.url);
    await page.goto(`${gateway.url}/console#/groups`);
    await page.getByText('This requires the owner or staff of the tenant that operates the installation.').waitFor();
    expect(await page.locator('table').count()).toBe(0);
    expect(await seriousProblems(page)).toEqual([]);
    for (const token of ['nonsense', await gateway.token('data', 'ops')]) {
      await page.getByLabel('Token').fill(token);
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByLabel('Token').waitFor();
      expect(await page.locator('table').count()).toBe(0);
    }
    await page.getByLabel('Token').fill(await gateway.token('staff', 'ops'));
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.locator('tr[data-row="analytics"]').waitFor({ timeout: 30_000 });
    expect(await page.getByLabel('Token').count()).toBe(0);
    // It is not kept anywhere.
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).not.toMatch(/eyJ/);
    await close();
  }, 90_000);
});
