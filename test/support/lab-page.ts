import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { SideName } from '../../lab/trade-offs/exchange.js';
import type { LabReport } from '../../lab/trade-offs/report.js';
import { readFile } from 'node:fs/promises';
import { openWatchedPage, type WatchedPage } from './browser.js';

/** The figures in the page's table, by measure. */
export type Figures = Readonly<Record<string, Readonly<Record<SideName, number>>>>;

/** The lab's page in a browser, as a person uses it. */
export interface LabPage extends WatchedPage {
  choose(title: string): Promise<void>;
  repeat(times: number): Promise<void>;
  /** Presses Run, and resolves when the run is over. */
  run(): Promise<void>;
  isOver(): Promise<void>;
  /** The problem that the page shows. */
  problem(): Promise<string | undefined>;
  figures(): Promise<Figures>;
  /** The table of figures as text, line by line. */
  shownFigures(): Promise<string>;
  /** The file that Export gives. */
  exported(): Promise<{ readonly file: string; readonly report: LabReport }>;
}

const RUN_WITHIN_MS = 400_000;

/**
 * Resolves in the page when a run that has not yet begun ends; one can fail sooner than anybody outside sees it
 * running.
 */
const RUN_ENDS = `new Promise((resolve) => {
  const button = document.querySelector('#run-all');
  const look = (_records, observer) => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    observer.disconnect();
    resolve();
  };
  new MutationObserver(look).observe(button, { attributes: true, attributeFilter: ['aria-disabled'] });
})`;

/** Opens the lab in a tab of its own. `hash` is a link's, with its #. */
export async function openLabPage(
  browser: Browser,
  origin: string,
  { hash = '', ...options }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<LabPage> {
  if (!existsSync(path.resolve(import.meta.dirname, '../../dist/lab-page/index.html')))
    throw new Error('The page is not built: npm run build:page');
  const watched = await openWatchedPage(browser, origin, options);
  const { page } = watched;
  await page.goto(`${origin}/lab/${hash}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const isOver = async () => {
    await page.locator('#run-all[aria-disabled=false]').waitFor({ timeout: RUN_WITHIN_MS });
  };
  return {
    ...watched,
    isOver,
    choose: (title) => page.getByRole('radio', { name: title }).check(),
    repeat: (times) => page.getByLabel('Repetitions').fill(String(times)),
    async run() {
      const ended = page.evaluate<void>(RUN_ENDS);
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await ended;
    },
    problem: async () =>
      (await page.getByRole('alert').count()) === 0 ? undefined : page.getByRole('alert').innerText(),
    figures: () => figuresOf(page),
    shownFigures: () => page.locator('#figures').innerText(),
    async exported() {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export' }).click(),
      ]);
      const file = await download.path();
      return { file, report: JSON.parse(await readFile(file, 'utf8')) as LabReport };
    },
  };
}

async function figuresOf(page: Page): Promise<Figures> {
  const cells = await page.evaluate<[string, SideName, string][]>(
    "[...document.querySelectorAll('#figures td[data-value]')].map((cell) => [cell.parentElement.dataset.measure, cell.dataset.side, cell.dataset.value])",
  );
  const figures: Record<string, Record<SideName, number>> = {};
  for (const [measure, side, value] of cells)
    (figures[measure] ??= { rest: Number.NaN, graphql: Number.NaN })[side] = Number(value);
  return figures;
}
