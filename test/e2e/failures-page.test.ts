import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { serveFailures, type FailuresServer } from '../../lab/failures/serve-failures.js';
import type { Scenario } from '../../lab/failures/scenario.js';
import type { ScenarioResult } from '../../lab/failures/run-failures.js';
import { launchBrowser, openWatchedPage, type WatchedPage } from '../support/browser.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { root } from '../support/stack-folder.js';

const STATES = [
  { seconds: 0, what: 'all topics: leader 1, in sync 1 2 3', leader: 1, inSync: [1, 2, 3] },
  { seconds: 4.2, what: 'broker 1 is killed' },
  { seconds: 7.5, what: 'all topics: leader 2, in sync 2 3', leader: 2, inSync: [2, 3] },
] as const;

/** Experiments whose course the test decides; e2e/failures.test.ts runs the real ones. */
const scenario = (name: string, title: string): Scenario => ({
  name,
  title,
  expectation: `Nothing is lost in ${name}.`,
  run: () => Promise.reject(new Error('It is not run by itself')),
});
const scenarios = [scenario('one', 'The first is killed'), scenario('two', 'The second <b>is</b> killed')];
const resultOf = ({ name, title, expectation }: Scenario): ScenarioResult => ({
  name,
  title,
  expectation,
  seconds: 12,
  rows: [
    {
      of: 'acks 1',
      accepted: 3_650,
      lost: 190,
      duplicated: 0,
      reordered: 0,
      unconfirmed: 0,
      recoveredAfterMs: 3_600,
      errors: { NOT_LEADER_FOR_PARTITION: 2 },
    },
  ],
  asExpected: true,
  explanation: 'The new leader never had these records.',
  timeline: STATES,
});

let browser: Browser;
let gateway: TestGateway;
let server: FailuresServer;
let proceed: (() => void) | undefined;
let fails = false;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  browser = await launchBrowser();
  server = await serveFailures({
    root,
    port: 0,
    scenarios,
    async run(chosen, onEntry) {
      for (const entry of STATES) onEntry(entry);
      await new Promise<void>((resolve) => (proceed = resolve));
      if (fails) throw new Error('The cluster did not heal');
      return resultOf(chosen);
    },
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await gateway?.stop();
}, 60_000);

async function open(url: string, options: Parameters<typeof openWatchedPage>[2] = {}): Promise<WatchedPage> {
  const watched = await openWatchedPage(browser, new URL(url).origin, options);
  pages.push(watched);
  await watched.page.goto(url);
  await watched.page.getByRole('heading', { level: 1, name: 'Failure lab' }).waitFor();
  return watched;
}
afterEach(async () => {
  for (const { close, errors, foreign } of pages.splice(0)) {
    await close();
    expect({ errors, foreign }).toEqual({ errors: [], foreign: [] });
  }
});

describe('the page of the failure lab', () => {
  it('says what to expect, shows live who leads, and then the ledger and why', async () => {
    const { page } = await open(server.url);
    await page.getByText('The second <b>is</b> killed').click();
    await page.getByText('Nothing is lost in two.').waitFor();
    await page.locator('#run-scenario').click();
    await page.locator('[data-broker="2"][data-state="leads"]').waitFor();
    expect(await page.locator('[data-broker="1"]').getAttribute('data-state')).toBe('out of sync');
    expect(await page.locator('#timeline').innerText()).toContain('broker 1 is killed');
    expect(await page.locator('#run-scenario').getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('#ledger').count()).toBe(0);

    proceed?.();
    await page.locator('#ledger').waitFor();
    expect(await page.locator('[data-of="acks 1"] [data-figure="lost"]').innerText()).toBe('190');
    await page.getByText('The new leader never had these records.').waitFor();
    await page.getByRole('heading', { name: 'As expected, after 12 s' }).waitFor();
  }, 60_000);

  it('has results that a gateway shows to others, by link and by file', async () => {
    const { page } = await open(server.url);
    await page.locator('#ledger').waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.waitForFunction("location.hash.startsWith('#r=')");
    const { hash } = new URL(page.url());
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const file = await download.path();

    const linked = await open(`${gateway.url}/lab/failures${hash}`);
    expect(await linked.page.locator('[data-of="acks 1"] [data-figure="lost"]').innerText()).toBe('190');
    expect(await linked.page.locator('#run-scenario').count()).toBe(0);

    const imported = await open(`${gateway.url}/lab/failures`);
    await imported.page.getByText('npm run failures -- --serve').waitFor();
    await imported.page.locator('input[type=file]').setInputFiles(file);
    await imported.page.locator('#ledger').waitFor();
    expect(await imported.page.locator('#ledger').innerText()).toContain('NOT_LEADER_FOR_PARTITION 2');
  }, 60_000);

  it.each([
    ['a damaged link', '#r=abc'],
    ['a link to something else', '#r=q64FAA'],
  ])('says that %s cannot be shown', async (_, hash) => {
    const { page } = await open(`${gateway.url}/lab/failures${hash}`);
    await page.getByText('The run in this link cannot be shown.').waitFor();
  });

  it('says why a run has ended without a result, and can run again', async () => {
    const { page } = await open(server.url);
    fails = true;
    await page.locator('#run-scenario').click();
    await page.locator('#run-scenario[aria-disabled=true]').waitFor();
    proceed?.();
    await page.getByText('two: The cluster did not heal').waitFor();
    await page.locator('#run-scenario[aria-disabled=false]').waitFor();
    fails = false;
  }, 60_000);

  it('works on a narrow screen without scrolling sideways', async () => {
    const { page } = await open(server.url, { viewport: { width: 390, height: 800 } });
    await page.locator('#run-scenario').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});

describe('the server of the page', () => {
  const runs = () => new URL('/lab/failures/runs', server.url);
  const post = (headers: Record<string, string>, body: unknown = { name: 'one' }) =>
    fetch(runs(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('lets no page of another origin begin a run', async () => {
    expect((await post({ origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({ origin: 'null' })).status).toBe(403);
  });

  it('knows no other scenario, and runs one at a time', async () => {
    expect((await post({}, { name: 'three' })).status).toBe(404);
    expect((await post({}, {})).status).toBe(404);
    expect((await post({})).status).toBe(202);
    expect((await post({})).status).toBe(409);
    proceed?.();
  });
});
