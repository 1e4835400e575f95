import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const { findBrowser, NO_BROWSER } = (await import(
  path.resolve(import.meta.dirname, '../../scripts/bootstrap-browser.mjs')
)) as { findBrowser(): string | undefined; readonly NO_BROWSER: string };

/**
 * The machine's Chromium, without a window; `hosts` are names that lead to this machine in it. Rejects, saying how to
 * get one, when there is none.
 */
export async function launchBrowser(...hosts: readonly string[]): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(NO_BROWSER);
  return chromium.launch({
    executablePath,
    args: [
      '--disable-dev-shm-usage',
      ...(hosts.length > 0 ? [`--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ')}`] : []),
    ],
  });
}

/** A tab in a profile of its own, with what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on the console, uncaught ones, and what the Content-Security-Policy refused. */
  readonly errors: string[];
  /** Requests to anywhere but the gateway; none gets through. */
  readonly foreign: string[];
  close(): Promise<void>;
}

/** Opens a tab that can reach `origin` and nothing else. */
export async function openWatchedPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const errors: string[] = [];
  const foreign: string[] = [];
  await context.route(
    (url) => !['data:', 'blob:'].includes(url.protocol) && url.host !== new URL(origin).host,
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`))",
  );
  return { page, errors, foreign, close: () => context.close() };
}
