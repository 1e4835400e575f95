import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { seriousProblems } from '../support/axe.js';
import { launchBrowser, openWatchedPage, type WatchedPage } from '../support/browser.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { shoot } from '../support/shoot.js';
import { until } from '../support/until.js';

const run = promisify(execFile);

let gateway: TestGateway;
let production: TestGateway;
let browser: Browser;
const opened: WatchedPage[] = [];

beforeAll(async () => {
  gateway = await startGateway({ SEED: 'on' });
  production = await startGateway({ NODE_ENV: 'production' });
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await production?.stop();
  await gateway?.stop();
}, 60_000);
afterEach(async () => {
  for (const watched of opened.splice(0)) {
    await watched.close();
    expect({ foreign: watched.foreign, errors: watched.errors }).toEqual({ foreign: [], errors: [] });
  }
});

async function open({ url }: TestGateway, options: BrowserContextOptions = {}) {
  const watched = await openWatchedPage(browser, url, {
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  opened.push(watched);
  await watched.page.goto(`${url}/`);
  return watched.page;
}

/** Opens the page with its tokens, and copies the command of a kind of user. */
async function copied(who: string): Promise<string> {
  const page = await open(gateway);
  await page.locator('body[data-has-tokens]').waitFor();
  await page.getByRole('button', { name: `Copy the command for ${who}` }).click();
  await page.getByText('Copied. Paste it into a terminal.').waitFor();
  return page.evaluate<string>('navigator.clipboard.readText()');
}

describe('the command that the first page gives', () => {
  it('frontend teams answers a query of GraphQL', async () => {
    const { stdout } = await run('sh', ['-c', await copied('frontend teams')]);
    const { data } = JSON.parse(stdout) as { data: { surveys: { nodes: { responses: { totalCount: number } }[] } } };
    expect(data.surveys.nodes[0]?.responses.totalCount).toBeGreaterThan(0);
  }, 30_000);

  it('backend developers answers a read of REST', async () => {
    const { stdout } = await run('sh', ['-c', await copied('backend developers')]);
    const { data } = JSON.parse(stdout) as { data: { title: string; responseCount: number }[] };
    expect(data[0]?.responseCount).toBeGreaterThan(0);
  }, 30_000);

  it('data teams follows the events', async () => {
    // `exec`, so that the signal ends curl and not the shell alone.
    const following = spawn('sh', ['-c', (await copied('data teams')).replace('\ncurl ', '\nexec curl ')]);
    let text = '';
    following.stdout.on('data', (chunk: Buffer) => (text += String(chunk)));
    await until('the stream has begun', () => text.includes('retry:'));
    const owner = await gateway.token('owner', 'demo');
    await gateway.data('mutation { createSurvey(input: { title: "Seen" }) { survey { id } } }', {}, owner);
    await until('the event has arrived', () => text.includes('gateway.survey.created.v1'));
    following.kill();
    await once(following, 'close');
  }, 30_000);
});

describe('the first page', () => {
  it('says that all is well, and what fails once it does', async () => {
    const page = await open(gateway);
    expect(await page.locator('#health').innerText()).toContain('All is well.');
    // The answer of a gateway whose relay fails, at the next look of the page.
    await page.route('**/health/ready', (route) =>
      route.fulfill({ status: 503, json: { status: 'failing', parts: { relay: 'failing', postgres: 'ok' } } }),
    );
    await page.getByText('Not all is well: relay.').waitFor({ timeout: 15_000 });
    // The browser itself notes the status.
    const watched = opened.find((each) => each.page === page);
    await until('the browser has noted it', () => (watched?.errors.length ?? 0) > 0);
    const errors = watched?.errors ?? [];
    errors.splice(0, errors.length, ...errors.filter((error) => !error.includes('503')));
  }, 30_000);

  it('in production has no token, and says where one comes from', async () => {
    const page = await open(production);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.content()).not.toMatch(/eyJ|npm run|start\/session/);
    expect(await page.locator('.token').first().innerText()).toBe("TOKEN='from your identity provider'");
    const asked = await fetch(`${production.url}/start/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(asked.status).toBe(404);
  }, 30_000);

  it('gives its tokens to no page of another site', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`${gateway.url}/start/session`, { method: 'POST', headers, body: '{}' });
    expect((await ask({ 'content-type': 'application/json', origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ 'content-type': 'text/plain' })).status).toBe(415);
    const answer = await ask({ 'content-type': 'application/json' });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  it('can be used by the keyboard alone', async () => {
    const page = await open(gateway);
    await page.locator('body[data-has-tokens]').waitFor();
    const stops: string[] = [];
    for (let stop = 0; stop < 6; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate<string>(
          "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent",
        ),
      );
    }
    expect(stops.slice(0, 2)).toEqual(['Command for frontend teams', 'Copy the command for frontend teams']);
    await page.keyboard.press('Shift+Tab');
    expect(stops).toContain('GraphiQL');
  }, 30_000);

  it.each(['light', 'dark'] as const)(
    'in %s is well for axe, also on a phone',
    async (colorScheme) => {
      const page = await open(gateway, { colorScheme });
      await page.locator('body[data-has-tokens]').waitFor();
      expect(await seriousProblems(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(await seriousProblems(page)).toEqual([]);
      await page.setViewportSize({ width: 1100, height: 800 });
      // A token is not for the documentation.
      await page.evaluate(
        "for (const line of document.querySelectorAll('.token')) line.textContent = line.textContent.slice(0, 18) + '…'",
      );
      if (colorScheme === 'light') await shoot(page, 'start');
    },
    30_000,
  );

  it('is complete without JavaScript, but for the buttons that need it', async () => {
    const page = await open(gateway, { javaScriptEnabled: false });
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.locator('.token').first().innerText()).toBe('TOKEN=$(npm run -s token -- --role owner)');
    expect(await page.locator('#health').innerText()).toContain('All is well.');
  }, 30_000);
});
