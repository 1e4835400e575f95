import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { idForName } from '../../src/kernel/ids.js';
import { seriousProblems } from '../support/axe.js';
import { launchBrowser, openWatchedPage, type WatchedPage } from '../support/browser.js';
import { surveyCreated } from '../support/events.js';
import { createForeignGroup, type ForeignGroup } from '../support/foreign-group.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { createLetterWriter } from '../support/letter-writer.js';
import { parkEvents } from '../support/parked-events.js';
import { restClient, type RestClient } from '../support/rest.js';
import { bookingWorld, PLACEHOLDER, surveyWorld, type Real } from '../support/rest-world.js';
import { shoot } from '../support/shoot.js';
import { until } from '../support/until.js';

const TENANT = 'demo';
const HOSTILE = '<img src=x onerror="document.title=1">';
const MOVIE_ID = idForName('Movie', 'The Land Girls|');

let gateway: TestGateway;
let browser: Browser;
let owner: RestClient;
let writer: ReturnType<typeof createLetterWriter>;
let reports: ForeignGroup;
let real: Real;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  gateway = await startGateway({ LOG_LEVEL: 'silent' });
  const prefix = gateway.environment['TOPIC_PREFIX'] ?? '';
  owner = restClient(gateway.url, await gateway.token('owner', TENANT));
  await gateway.gateway.parts.database.pool.query(
    `INSERT INTO movie (id, source_key, title, release_date, imdb_rating) VALUES ($1, 'a', 'The Land Girls', '1998-06-12', 6.1)`,
    [MOVIE_ID],
  );
  real = new Map([...(await bookingWorld(owner, MOVIE_ID, 'paid')), ...(await surveyWorld(owner, 'open'))]);
  writer = createLetterWriter(prefix);
  await writer.publish(surveyCreated({ tenant: TENANT }), { headers: { ce_type: HOSTILE } });
  await writer.publish(surveyCreated({ tenant: TENANT }), { value: '{' });
  await writer.write('analytics', surveyCreated({ tenant: TENANT }), { cause: 'schema_violation', reason: HOSTILE });
  await parkEvents(gateway.gateway.parts.database, [surveyCreated({ tenant: TENANT })], 'TOO_LARGE', HOSTILE);
  reports = createForeignGroup(prefix, 'reports', 'surveys');
  await reports.start();
  await until('the group has read', () => reports.read.some((at) => at.startsWith('0/')), 30_000);
  await reports.stop();
  await until(
    'the group is seen without members',
    async () => {
      const { status, body } = await owner.get('/cluster/groups/reports');
      return status === 200 && body.state === 'Empty';
    },
    40_000,
  );
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await reports?.stop();
  await writer?.stop();
  await gateway?.stop();
}, 60_000);

async function open(place = '', options: Parameters<typeof openWatchedPage>[2] = {}): Promise<Page> {
  const watched = await openWatchedPage(browser, gateway.url, options);
  pages.push(watched);
  await watched.page.goto(`${gateway.url}/console#/${place}`);
  await watched.page.getByRole('heading', { level: 1, name: 'Console' }).waitFor();
  return watched.page;
}
/** A refusal that the page shows: the browser notes each as an error. */
const REFUSED = /^Failed to load resource: the server responded with a status of (409|422)/;
/** Whatever else a test is about: nothing was asked of anybody else, and nothing went wrong unseen. */
afterEach(async () => {
  for (const { close, errors, foreign } of pages.splice(0)) {
    await close();
    expect({ errors: errors.filter((error) => !REFUSED.test(error)), foreign }).toEqual({ errors: [], foreign: [] });
  }
});
const row = (page: Page, key: string) => page.locator(`tr[data-row="${key}"]`);
const fact = (page: Page, name: string) => page.locator(`[data-fact="${name}"] dd`);

describe('the console', () => {
  it('says at once whether all is well, and where to look', async () => {
    const page = await open();
    await row(page, 'analytics').waitFor();
    await fact(page, 'Brokers').first().filter({ hasText: /^1$/ }).waitFor();
    await page.locator('#alerts').filter({ hasText: 'nothing evaluates alerts here' }).waitFor();
    await page.locator('[data-fact="Parked"][data-bad="true"]').filter({ hasText: '1' }).waitFor();
    await shoot(page, 'console-overview');
    await page.getByRole('link', { name: 'Topics' }).click();
    await page.getByRole('heading', { level: 2, name: 'Topics' }).waitFor();
    expect(await page.title()).toBe('Topics – Console');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  it('leads from the topics to a topic and to its records, which it shows as text', async () => {
    const page = await open('topics');
    expect(await row(page, 'survey-events').innerText()).toMatch(/events\s+6\s+all in sync/);
    await page.getByRole('link', { name: 'survey-events', exact: true }).click();
    await page.getByRole('link', { name: 'Browse its records' }).click();
    await page.getByLabel('Start').selectOption('earliest');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.locator('[data-record]').filter({ hasText: HOSTILE }).waitFor();
    expect(await page.locator('[data-problem="bad_json"]').innerText()).toContain('broken: bad json');
    expect(await page.locator('#records img').count()).toBe(0);
    const created = page.locator('[data-record]').filter({ hasText: 'gateway.survey.created.v1' }).first();
    await created.getByText('Data', { exact: true }).click();
    expect(await created.locator('pre').innerText()).toContain('"surveyId"');
    await shoot(page, 'console-records');
    await created.locator('a').first().click();
    await page.getByRole('heading', { level: 2, name: 'Journey of an event' }).waitFor();
    await row(page, 'Recorded in the event log').waitFor();
    expect(await row(page, 'analytics').innerText()).toContain('has passed it');
    await page.goBack();
    await page.getByLabel('Text').fill('no such text');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByText(/^0 records, of \d+ that were looked at/).waitFor();
  });

  it('shows a group with its lag over time, and resets it after a dry run', async () => {
    const page = await open('groups/reports');
    await page.locator('#history svg').first().waitFor();
    await row(page, 'survey-events/0').first().waitFor();
    await page.getByLabel('Go on').selectOption('earliest');
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText('This would be changed:').waitFor();
    const lag = async () => Number((await owner.get('/cluster/groups/reports')).body.lag);
    const before = await lag();
    await page.getByRole('button', { name: 'Reset the offsets' }).click();
    await page.getByText('This was changed:').waitFor();
    await until('it is further behind', async () => (await lag()) > before, 30_000);
    await page
      .locator('#history')
      .getByText(/at most [1-9]/)
      .first()
      .waitFor();
    await shoot(page, 'console-group');
    // One change of the form, and what was shown does not hold any more.
    await page.getByLabel('Go on').selectOption('latest');
    expect(await page.getByRole('button', { name: 'Reset the offsets' }).count()).toBe(0);
  }, 90_000);

  it('leads from a group to the record that it could not apply', async () => {
    const page = await open('groups/event-log');
    const letters = page.locator('#group-dead-letters tr').filter({ hasText: 'bad json' });
    await letters.locator('a').click();
    await page.locator('[data-record]').first().waitFor();
    expect(await page.locator('[data-record]').first().getAttribute('data-problem')).toBe('bad_json');
    expect(await seriousProblems(page)).toEqual([]);
  });

  it('says why a running group is not reset', async () => {
    const page = await open('groups/analytics');
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText('INVALID_STATE: The group has active members').waitFor();
    expect(await page.getByRole('button', { name: 'Reset the offsets' }).count()).toBe(0);
  });

  it.each([
    ['dead-letters', 'Dead letters', '/dead-letters?total=true', 'schema violation'],
    ['parked', 'Outbox and parked events', '/parked-events?total=true', 'too large'],
  ])('redrives what was chosen on %s, after a dry run', async (place, title, path, cause) => {
    const page = await open(place);
    await page.getByRole('heading', { level: 2, name: title }).waitFor();
    const before = (await owner.get(path)).body.totalCount as number;
    const chosen = page.locator('tr').filter({ hasText: cause });
    expect(await chosen.innerText()).toContain(HOSTILE);
    await chosen.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Dry run of a redrive' }).click();
    await page.locator('[data-outcome="redriven"]').waitFor();
    expect((await owner.get(path)).body.totalCount).toBe(before);
    await page.getByRole('button', { name: 'Redrive 1' }).click();
    await page.getByText('This has become of them:').waitFor();
    await until('it is gone', async () => (await owner.get(path)).body.totalCount < before);
  });

  it('shows the way of an event by its ID, and of a request by its traceparent', async () => {
    const { id, traceparent } = (await owner.get('/event-logs?first=1')).body.data[0];
    const page = await open('journey');
    await page.getByLabel('ID of an event, or traceparent of a request').fill(id);
    await page.getByRole('button', { name: 'Show its way' }).click();
    await row(page, 'Recorded in the event log').filter({ hasText: 'MongoDB' }).waitFor();
    expect(await row(page, 'Written to Kafka').innerText()).toMatch(/-events\/\d at \d+.*\d ms/s);
    await row(page, 'event-log').filter({ hasText: 'has passed it' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await shoot(page, 'console-journey');
    await page.getByRole('link', { name: traceparent }).click();
    await page.locator(`#event-${id}`).waitFor();
    await page.getByLabel('ID of an event, or traceparent of a request').fill(HOSTILE);
    await page.getByRole('button', { name: 'Show its way' }).click();
    await page.getByText('traceparent must be one of W3C Trace Context').waitFor();
  });

  it('shows the schema of an event, and the runbook of an alert', async () => {
    const page = await open('schemas');
    await page.getByText('gateway.booking.created', { exact: true }).click();
    await page.getByText('"title": "gateway.booking.created.v1"').waitFor();
    await page.goto(`${gateway.url}/console#/alerts/consumer-lag`);
    await page.locator('.runbook').filter({ hasText: 'group' }).waitFor();
    await page.goto(`${gateway.url}/console#/alerts/${encodeURIComponent('../x')}`);
    await page.getByText('There is no runbook with this name.').waitFor();
  });
});

describe('the live pages', () => {
  it("follow a show's seats as they are held and sold", async () => {
    const showId = real.get(PLACEHOLDER.show) ?? '';
    const page = await open('shows');
    await page.getByRole('link', { name: 'The Land Girls' }).click();
    await page.locator('[data-stream="live"]').waitFor();
    await page.locator('[data-seat="A9"][data-status="sold"]').waitFor();
    await fact(page, 'Sold').filter({ hasText: /^1$/ }).waitFor();
    const held = await owner.post(`/shows/${showId}/holds`, { seatLabels: ['A1', 'B3'] });
    await page.locator('[data-seat="B3"][data-status="held"]').waitFor();
    const booked = await owner.post('/bookings', { holdId: held.body.id, email: 'bea@example.com' });
    await owner.post(`/bookings/${booked.body.id}/payments`, { paymentToken: 'tok_success' });
    await page.locator('[data-seat="B3"][data-status="sold"]').waitFor();
    await fact(page, 'Sold').filter({ hasText: /^3$/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await shoot(page, 'console-seats');
  }, 60_000);

  it("follow a survey's results as responses come in", async () => {
    const page = await open(`surveys/${real.get(PLACEHOLDER.survey)}`);
    await page.locator('[data-stream="live"]').waitFor();
    await page.locator('[data-bar="Yes"][data-count="1"]').waitFor();
    const answers = [{ questionId: real.get(PLACEHOLDER.question), optionIds: [real.get(PLACEHOLDER.option)] }];
    for (let response = 0; response < 2; response += 1)
      await owner.post(`/collector-links/${real.get(PLACEHOLDER.slug)}/responses`, { answers });
    await page.locator('[data-bar="Yes"][data-count="3"]').waitFor();
    await fact(page, 'Arrived since you opened this page').filter({ hasText: /^2$/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await shoot(page, 'console-results');
  }, 60_000);
});

describe('everybody', () => {
  it.each([
    ['overview', '#groups table'],
    ['topics', '#topics table'],
    ['topics/survey-events', '#partitions table'],
    ['topics/survey-events/records', '#records li'],
    ['groups/analytics', '#members table'],
    ['dead-letters', '#dead-letters table'],
    ['parked', '[data-fact="Events that wait"]'],
    ['journey', 'form'],
    ['alerts', '#alerts p'],
    ['schemas', '#schemas details'],
    ['alerts/consumer-lag', '.runbook'],
    ['shows', '#shows table'],
    ['shows/SHOW', '[data-seat="A9"]'],
    ['surveys', '#surveys table'],
    ['surveys/SURVEY', '[data-bar="Yes"]'],
  ])(
    'can use the page %s: axe finds nothing serious, and nothing is wider than a phone',
    async (place, shown) => {
      if (place === 'dead-letters') await writer.write('analytics', surveyCreated({ tenant: TENANT }));
      for (const colorScheme of ['light', 'dark'] as const) {
        const ids = { SHOW: real.get(PLACEHOLDER.show), SURVEY: real.get(PLACEHOLDER.survey) };
        const path = place.replace(/[A-Z]+$/, (name) => ids[name as keyof typeof ids] ?? '');
        const page = await open(path, { colorScheme, viewport: { width: 390, height: 800 } });
        await page.locator(shown).first().waitFor();
        expect(await seriousProblems(page)).toEqual([]);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      }
    },
    60_000,
  );
});
