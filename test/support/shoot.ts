import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

const SCREENSHOTS = path.resolve(import.meta.dirname, '../../docs/screenshots');
const LEAST_BYTES = 10_000;

/**
 * A picture of the whole page for the documentation. Taken always, so that taking them is tested; kept only when asked
 * for (npm run screenshots), so that tests leave the tree as it was. Throws when there is nothing to see.
 */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await mkdir(SCREENSHOTS, { recursive: true });
  const picture = await page.screenshot({
    fullPage: true,
    ...(process.env['UPDATE_SCREENSHOTS'] && { path: path.join(SCREENSHOTS, `${name}.png`) }),
  });
  if (picture.byteLength < LEAST_BYTES) throw new Error(`There is nothing to see on ${name}`);
}
