import { deflateRawSync } from 'node:zlib';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { Browser } from 'playwright-core';
import type { LabReport, SideReport } from '../../lab/trade-offs/report.js';
import { launchBrowser } from '../support/browser.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { openLabPage, type LabPage } from '../support/lab-page.js';
import { observeRequests } from '../support/observed-requests.js';

/** This gateway's tokens come from an identity provider, so it gives the lab none. */
let identityProvider: Server;
let key: CryptoKey;
let gateway: TestGateway;
let browser: Browser;
const opened: LabPage[] = [];

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'lab', alg: 'RS256', use: 'sig' }] };
  identityProvider = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys)),
  );
  await new Promise<void>((resolve) => identityProvider.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway({
    JWKS_URL: `http://127.0.0.1:${(identityProvider.address() as AddressInfo).port}/jwks`,
    SEED: 'on',
  });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await new Promise((resolve) => identityProvider.close(resolve));
}, 60_000);

async function open(hash = ''): Promise<LabPage> {
  const lab = await openLabPage(browser, gateway.url, { hash });
  opened.push(lab);
  return lab;
}
afterEach(async () => {
  for (const lab of opened.splice(0)) {
    const hacked = await lab.page.evaluate('globalThis.hacked ?? null');
    await lab.close();
    expect({ foreign: lab.foreign, errors: lab.errors, hacked }).toEqual({ foreign: [], errors: [], hacked: null });
  }
});

const side: SideReport = {
  summary: {
    roundTrips: 1,
    bytesUp: 100,
    bytesDown: 200,
    sqlStatements: 1,
    mongoCommands: 0,
    serverMs: 2,
    p50Ms: 5,
    p95Ms: 6,
    notModified: 0,
  },
  median: {
    totalMs: 5,
    exchanges: [
      {
        label: 'list',
        method: 'GET',
        path: '/api/v1/surveys',
        status: 200,
        startMs: 0,
        headMs: 4,
        endMs: 5,
        bytesUp: 100,
        bytesDown: 200,
        serverMs: 2,
        sqlStatements: 1,
        mongoCommands: 0,
      },
    ],
  },
};
const report: LabReport = {
  format: 'gateway-lab/1',
  at: '2026-01-02T03:04:05.000Z',
  machine: 'a machine',
  network: { name: 'none', rttMs: 0 },
  repetitions: 3,
  tasks: [{ task: 'survey-list-counts', title: 'A list', repetitions: 3, sides: { rest: side, graphql: side } }],
};
const HTML = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=2</script>';
const linkOf = (value: unknown) =>
  `#r=${deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`;
const withExchange = (over: object) => {
  const [exchange] = side.median.exchanges;
  const hostile = { ...side, median: { totalMs: 5, exchanges: [{ ...exchange, ...over }] } };
  return { ...report, tasks: report.tasks.map((task) => ({ ...task, sides: { rest: hostile, graphql: hostile } })) };
};

describe('a link', () => {
  it('shows the run that it carries', async () => {
    const { page, figures } = await open(linkOf(report));
    await page.getByText('From a link').waitFor();
    expect((await figures()).bytesUp).toEqual({ rest: 100, graphql: 100 });
  });

  it.each([
    ['that is huge', `#r=${'A'.repeat(200_000)}`, 'longer than any link'],
    ['with characters of no link', '#r=%3Cb%3E', 'characters that no link'],
    ['that is cut off', linkOf(report).slice(0, -40), 'does not unpack'],
    ['that is not deflated', `#r=${Buffer.from('hello, hello, hello').toString('base64url')}`, 'damaged'],
    ['that unpacks to very much', linkOf('0'.repeat(10_000_000)), 'unpacks to more than any report'],
    ['to no JSON', linkOf('<b>'), 'does not hold a report'],
    ['to another JSON', linkOf({ format: 'gateway-lab/2' }), 'not a report of the lab'],
    ['with a field that no report has', linkOf({ ...report, onload: 'x' }), 'not a report of the lab'],
    ['with a number that is a text', linkOf(withExchange({ startMs: HTML })), 'not a report of the lab'],
    [
      'to tasks that are unknown',
      linkOf({ ...report, tasks: report.tasks.map((task) => ({ ...task, task: HTML })) }),
      'no result of a task',
    ],
    ['to an unknown task', `#task=${encodeURIComponent(HTML)}`, `task is unknown here: ${HTML.slice(0, 40)}`],
    ['to an unknown network', `#network=${encodeURIComponent(HTML)}`, 'network or number of repetitions is unknown'],
    ['to too many repetitions', '#n=99999', 'number of repetitions is unknown'],
  ])('%s is an error, and nothing in it is carried out', async (_name, hash, reason) => {
    const { page } = await open(hash);
    await page.getByRole('alert').getByText(reason).waitFor();
    expect(await page.locator('#figures td[data-value]').count()).toBe(0);
    expect(await page.locator('img').count()).toBe(0);
  });

  it('with HTML in its texts shows it as text', async () => {
    const { page } = await open(
      linkOf({
        ...withExchange({ label: HTML, path: HTML, method: HTML }),
        machine: HTML,
        network: { name: HTML, rttMs: 1 },
      }),
    );
    await page.getByText('From a link').waitFor();
    expect(await page.locator('.run-facts').innerText()).toContain(HTML);
    expect(await page.locator('.row-label').first().innerText()).toBe(HTML);
    await page.locator('.row').first().hover();
    expect(await page.locator('.tooltip').innerText()).toContain(HTML);
    expect(await page.locator('img, #lab script').count()).toBe(0);
  });

  it('whose times run backwards or away still draws within the chart', async () => {
    const { page } = await open(linkOf(withExchange({ startMs: 1e11, headMs: 5, endMs: 0 })));
    await page.getByText('From a link').waitFor();
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.bar rect')].every((rect) => parseFloat(rect.getAttribute('width')) >= 0 && parseFloat(rect.getAttribute('x')) <= 100)",
      ),
    ).toBe(true);
  });

  it('that is put into the address later is opened too', async () => {
    const { page } = await open();
    await page.evaluate(`location.hash = ${JSON.stringify(linkOf(report))}`);
    await page.getByText('From a link').waitFor();
  });
});

describe('where the gateway gives no sessions', () => {
  const tokenOf = (subject: string) =>
    new SignJWT({ role: 'owner', tenant: 'acme' })
      .setProtectedHeader({ alg: 'RS256', kid: 'lab' })
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);

  it('the page asks for a token, refuses a wrong one, and runs with a right one', async () => {
    const lab = await open();
    const { settled } = observeRequests(lab.page);
    await lab.repeat(1);
    await lab.run();
    const alert = lab.page.getByRole('alert');
    await alert.getByText('gives no sessions').waitFor();
    const give = async (token: string) => {
      await lab.page.getByLabel('Token of an owner').fill(token);
      await lab.page.getByRole('button', { name: 'Use it' }).click();
      await lab.page.getByText('The token is kept').waitFor();
      await lab.run();
    };
    await give('nonsense');
    await alert.getByText('cannot prepare its data').waitFor();
    await give(await tokenOf('owner@acme'));
    expect((await lab.figures()).roundTrips).toEqual({ rest: 1, graphql: 1 });
    expect(await lab.page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])')).not.toContain('eyJ');
    expect((await settled()).filter(({ status }) => status === 404).map(({ path }) => path)).toEqual(['/lab/session']);
    // The browser itself notes the refusals.
    lab.errors.splice(0, lab.errors.length, ...lab.errors.filter((error) => !/status of (404|401)/.test(error)));
  }, 90_000);
});
