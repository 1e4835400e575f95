import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Exchange, SideName } from '../../lab/trade-offs/exchange.js';
import { openLabSession } from '../../lab/trade-offs/lab-session.js';
import { nodeTransport } from '../../lab/trade-offs/node-transport.js';
import { runTask } from '../../lab/trade-offs/run-lab.js';
import { serverCost } from '../../lab/trade-offs/server-timing.js';
import { prepareFixtures } from '../../lab/trade-offs/fixtures.js';
import { LAB_TASKS } from '../../lab/trade-offs/tasks/tasks.js';
import { launchBrowser } from '../support/browser.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { openLabPage, type LabPage } from '../support/lab-page.js';
import { scrape } from '../support/metrics.js';
import { shoot } from '../support/shoot.js';
import { observeRequests, type ObservedRequest } from '../support/observed-requests.js';

const SIDES: readonly SideName[] = ['rest', 'graphql'];
const COUNTED = ['roundTrips', 'sqlStatements', 'mongoCommands', 'notModified'] as const;
/** The cost of these tasks depends on when changes arrive. */
const ABOUT_CHANGES = ['poll-or-subscribe', 'sse-or-subscribe'];
/** Figures in screenshots for the documentation are measured more often than figures that are only tested. */
const PICTURED_REPETITIONS = process.env['UPDATE_SCREENSHOTS'] ? 5 : 2;

let gateway: TestGateway;
let browser: Browser;
const opened: LabPage[] = [];

beforeAll(async () => {
  gateway = await startGateway({ SEED: 'on' });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
}, 60_000);

async function open(options: Parameters<typeof openLabPage>[2] = {}): Promise<LabPage> {
  const lab = await openLabPage(browser, gateway.url, options);
  opened.push(lab);
  return lab;
}
/** Whatever else a test is about: nothing was asked of anybody else, and nothing went wrong unseen. */
afterEach(async () => {
  for (const lab of opened.splice(0)) {
    await lab.close();
    expect({ foreign: lab.foreign, errors: lab.errors }).toEqual({ foreign: [], errors: [] });
  }
});

function requestsByPort(metrics: Readonly<Record<string, number>>, port: string): number {
  // A WebSocket's upgrade is no request that the browser lists.
  return Object.entries(metrics).reduce(
    (sum, [name, value]) =>
      name.startsWith(`gateway_http_requests_total{port="${port}"`) && !name.includes('"101"') ? sum + value : sum,
    0,
  );
}

/** The values that identify a request, as the browser observed them or as the page reports them. */
const traits = {
  observed: ({ method, path: target, status, serverTiming, bytesDown }: ObservedRequest) => ({
    method,
    path: target,
    status,
    bytesDown,
    ...serverCost(serverTiming),
  }),
  reported: ({
    method,
    path: target,
    status,
    bytesDown,
    bytesUp,
    serverMs,
    sqlStatements,
    mongoCommands,
  }: Exchange) => ({
    method,
    path: target,
    status,
    bytesDown,
    serverMs,
    sqlStatements,
    mongoCommands,
    bytesIn: bytesUp,
  }),
};

describe('the lab runs', () => {
  it.each(LAB_TASKS.map(({ id, title }) => ({ id, title })))(
    '$title, with the numbers of the gateway itself',
    async ({ id, title }) => {
      const lab = await open();
      const { settled } = observeRequests(lab.page);
      await lab.choose(title);
      await lab.repeat(1);
      const before = await scrape(gateway.url);
      await lab.run();
      expect(await lab.problem()).toBeUndefined();
      const after = await scrape(gateway.url);
      const { report } = await lab.exported();
      expect(report.tasks.map(({ task }) => task)).toEqual([id]);
      const [{ sides }] = report.tasks as [(typeof report.tasks)[0]];
      const figures = await lab.figures();
      const observed = await settled();

      // Streams end by being left, which is no answered request; everything else is counted alike on both ends.
      if (!ABOUT_CHANGES.includes(id)) {
        for (const port of ['rest', 'graphql'] as const) {
          const ours = observed.filter((request) => request.port === port);
          const grew = (name: string) =>
            (after[`gateway_http_${name}{port="${port}"}`] ?? 0) -
            (before[`gateway_http_${name}{port="${port}"}`] ?? 0);
          const cost = ours.map(({ serverTiming }) => serverCost(serverTiming));
          const sum = (key: 'sqlStatements' | 'mongoCommands' | 'bytesIn') =>
            cost.reduce((total, one) => total + one[key], 0);
          expect({
            port,
            requests: ours.length,
            sql: sum('sqlStatements'),
            mongo: sum('mongoCommands'),
            up: sum('bytesIn'),
            down: ours.reduce((total, { bytesDown }) => total + bytesDown, 0),
          }).toEqual({
            port,
            requests: requestsByPort(after, port) - requestsByPort(before, port),
            sql: grew('sql_statements_total'),
            mongo: grew('mongo_commands_total'),
            up: grew('request_bytes_total'),
            down: grew('response_bytes_total'),
          });
        }
      }
      for (const side of SIDES) {
        const { exchanges } = sides[side].median;
        const http = exchanges.filter(
          (exchange) => exchange.status !== 101 && !exchange.path.startsWith('/api/v1/events?'),
        );
        const candidates = observed.filter(({ port }) => port !== 'other').map(traits.observed);
        expect(candidates).toEqual(expect.arrayContaining(http.map(traits.reported)));
        const total = (of: (exchange: Exchange) => number) =>
          exchanges.reduce((sum, exchange) => sum + of(exchange), 0);
        expect({
          side,
          ...Object.fromEntries(Object.entries(figures).map(([key, values]) => [key, values[side]])),
        }).toMatchObject({
          side,
          roundTrips: total(({ roundTrips = 1 }) => roundTrips),
          bytesUp: total(({ bytesUp }) => bytesUp),
          bytesDown: total(({ bytesDown }) => bytesDown),
          sqlStatements: total(({ sqlStatements }) => sqlStatements),
          mongoCommands: total(({ mongoCommands }) => mongoCommands),
          notModified: http.filter(({ status }) => status === 304).length,
        });
        expect(figures.p50Ms?.[side]).toBeGreaterThan(0);
        expect(await lab.page.locator(`.chart-side.side-${side} .row`).count()).toBe(exchanges.length);
      }

      // The same task by another client of the same API counts the same.
      if (ABOUT_CHANGES.includes(id)) return;
      const transport = nodeTransport();
      const { token } = await openLabSession(gateway.url, transport);
      const task = LAB_TASKS.find((known) => known.id === id);
      if (task === undefined) throw new Error(`No task ${id}`);
      const again = await runTask(task, {
        origin: gateway.url,
        transport,
        fixtures: await prepareFixtures(gateway.url, token, transport),
        network: { name: 'none', rttMs: 0 },
        repetitions: 1,
      });
      for (const side of SIDES)
        for (const key of COUNTED)
          expect([side, key, figures[key]?.[side]]).toEqual([side, key, again.sides[side].summary[key]]);
    },
    180_000,
  );

  it('by the keyboard alone, over a network of the user’s own', async () => {
    const { page, figures, isOver, problem } = await open();
    const focused = () =>
      page.evaluate<string>(
        "document.activeElement.id || document.activeElement.name || document.activeElement.getAttribute('aria-label') || document.activeElement.textContent",
      );
    const tabTo = async (wanted: string | RegExp) => {
      for (let stops = 0; stops < 40; stops += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()).match(wanted)) return;
      }
      throw new Error(`Tab never comes to ${wanted}`);
    };
    await tabTo(/^task$/);
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe(LAB_TASKS[1]?.id);
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await page.getByLabel('Round trip').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('80');
    expect(await page.getByLabel('Round trip').inputValue()).toBe('80');
    for (let field = 0; field < 3; field += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('2');
    expect(await page.getByLabel('Repetitions').inputValue()).toBe('2');
    await page.keyboard.press('Enter');
    await page.locator('#run-all[aria-disabled=true]').waitFor();
    await isOver();
    expect(await problem()).toBeUndefined();
    const { p50Ms } = await figures();
    expect(Math.min(p50Ms?.rest ?? 0, p50Ms?.graphql ?? 0)).toBeGreaterThan(80);

    await tabTo(/: status 200/);
    const [first, second] = [await focused(), await page.keyboard.press('ArrowDown').then(focused)];
    expect(second).not.toBe(first);
    expect(await page.locator('.tooltip').innerText()).toContain('/api/v1/');
    await page.keyboard.press('Escape');
    expect(await page.locator('.tooltip').count()).toBe(0);
  }, 90_000);

  it('all tasks into an overview, until Escape stops it', async () => {
    const { page, repeat, isOver } = await open();
    await repeat(1);
    await page.getByRole('button', { name: 'Run all' }).click();
    const rows = page.locator('.overview tbody tr');
    await rows.nth(1).getByText(/\d ms/).first().waitFor({ timeout: 60_000 });
    expect(await rows.count()).toBe(LAB_TASKS.length);
    await page.keyboard.press('Escape');
    await isOver();
    expect(await page.locator('.notice').innerText()).toContain('Stopped');
    await page
      .locator('.overview')
      .getByRole('button', { name: LAB_TASKS[1]?.title ?? '' })
      .click();
    expect(await page.locator('#task-title').innerText()).toBe(LAB_TASKS[1]?.title);
  }, 90_000);
});

describe('a run', () => {
  it('is exported, imported and linked with the same numbers', async () => {
    const lab = await open();
    await lab.repeat(2);
    await lab.run();
    const [shown, { file }] = [await lab.shownFigures(), await lab.exported()];
    await lab.page.getByRole('button', { name: 'Copy link' }).click();
    await lab.page.getByText(/link to this run/).waitFor();
    const link = new URL(lab.page.url());
    expect(link.hash).toMatch(/^#task=survey-list-counts&network=none&n=2&r=[\w-]+$/);

    const linked = await open({ hash: link.hash });
    await linked.page.getByText('From a link').waitFor();
    expect(await linked.shownFigures()).toBe(shown);
    expect(await linked.page.getByLabel('Repetitions').inputValue()).toBe('2');

    const imported = await open();
    await imported.page.getByLabel('Import').setInputFiles(file);
    await imported.page.getByText('From a file').waitFor();
    expect(await imported.shownFigures()).toBe(shown);
  }, 90_000);

  it('of somebody else stays apart from one’s own', async () => {
    const lab = await open();
    await lab.repeat(1);
    await lab.run();
    const { file, report } = await lab.exported();
    const other = await open();
    await other.page.getByLabel('Import').setInputFiles(file);
    await other.page.getByText('From a file').waitFor();
    await other.choose(LAB_TASKS.at(-1)?.title ?? '');
    await other.run();
    expect((await other.exported()).report.tasks.map(({ task }) => task)).toEqual([LAB_TASKS.at(-1)?.id]);
    expect(report.tasks).toHaveLength(1);
  }, 90_000);
});

describe('an error is shown:', () => {
  it('a gateway that is gone', async () => {
    const lab = await open();
    await lab.page.context().setOffline(true);
    await lab.run();
    expect(await lab.page.getByRole('alert').innerText()).toMatch(/gateway at [\w.]+:\d+ does not answer.*npm start/);
    // The browser itself notes the failed requests.
    lab.errors.splice(
      0,
      lab.errors.length,
      ...lab.errors.filter((error) => !error.includes('ERR_INTERNET_DISCONNECTED')),
    );
  });

  it('a field that is out of bounds, and nothing runs', async () => {
    const { page, repeat } = await open();
    const { settled } = observeRequests(page);
    await repeat(5_000);
    await page.keyboard.press('Enter');
    expect(await page.locator('input:invalid').count()).toBe(1);
    expect((await settled()).filter(({ port }) => port !== 'other')).toEqual([]);
  });

  it('a file that is no report', async () => {
    const { page } = await open();
    for (const [text, reason] of [
      ['<b>', 'It is not JSON'],
      ['{}', 'not a report of the lab'],
    ] as const) {
      await page
        .getByLabel('Import')
        .setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await page.getByRole('alert').getByText(reason).waitFor();
    }
  });
});

describe('the page looks right', () => {
  it.each(['light', 'dark'] as const)(
    'in %s',
    async (colorScheme) => {
      const lab = await open({ colorScheme, viewport: { width: 1360, height: 900 } });
      await lab.choose('resource by resource');
      await lab.repeat(PICTURED_REPETITIONS);
      await lab.page.getByLabel('Network').selectOption('4G');
      await lab.run();
      const background = await lab.page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(17, 21, 27)' : 'rgb(246, 247, 249)');
      await shoot(lab.page, `lab-${colorScheme}`);
      const other = colorScheme === 'dark' ? 'light' : 'dark';
      await lab.page.getByLabel('Theme').selectOption(other);
      await lab.page.reload();
      expect(await lab.page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')).not.toBe(
        background,
      );
    },
    60_000,
  );

  it('with all tasks, and on a phone, where nothing is wider than the screen', async () => {
    const lab = await open({ colorScheme: 'light' });
    await lab.repeat(PICTURED_REPETITIONS);
    await lab.page.getByRole('button', { name: 'Run all' }).click();
    await lab.page.locator('#run-all[aria-disabled=true]').waitFor();
    await lab.isOver();
    expect(await lab.page.locator('.overview tbody').innerText()).not.toContain('–');
    await shoot(lab.page, 'lab-all-tasks');
    await lab.page.setViewportSize({ width: 360, height: 740 });
    expect(await lab.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await shoot(lab.page, 'lab-phone');
  }, 420_000);
});
