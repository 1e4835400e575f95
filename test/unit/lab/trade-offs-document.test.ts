import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DECISION_GUIDE } from '../../../lab/trade-offs/decision-guide.js';
import { DOCUMENT_NETWORKS } from '../../../lab/trade-offs/trade-offs-document.js';
import { EXPERIMENTS } from '../../../lab/stores-comparison/run-stores.js';
import { LAB_TASKS } from '../../../lab/trade-offs/tasks/tasks.js';

const root = path.resolve(import.meta.dirname, '../../..');
/**
 * Numbers are of a run and may differ; what the code says must be what the document says. `npm run lab -- --write-docs`
 * makes it anew.
 */
const text = readFileSync(path.join(root, 'docs/trade-offs.md'), 'utf8');

describe('docs/trade-offs.md', () => {
  it('has every task, in order, with what it wants, why, and what both sides send', () => {
    expect([...text.matchAll(/^### .* \(`([a-z-]+)`\)$/gm)].map(([, id]) => id)).toEqual(LAB_TASKS.map(({ id }) => id));
    for (const { wants, why, shown } of LAB_TASKS)
      for (const part of [wants, why, shown.rest, shown.graphql]) expect(text).toContain(part);
  });

  it('has the decision guide, which names only tasks that there are', () => {
    expect(text).toContain(DECISION_GUIDE);
    const named = [...DECISION_GUIDE.matchAll(/`([a-z]+-[a-z-]+|exists)`/g)].map(([, id]) => id);
    expect(LAB_TASKS.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
    expect(named.length).toBeGreaterThan(5);
  });

  it('has the comparison of the stores', () => {
    for (const { title } of EXPERIMENTS) expect(text).toContain(`### ${title}\n`);
  });

  it('says when it was measured, on what, and over which networks', () => {
    expect(text).toMatch(/^Measured \d{4}-\d\d-\d\d on .+ cores/m);
    for (const { name, rttMs } of DOCUMENT_NETWORKS)
      expect(text).toContain(rttMs === 0 ? 'p50, no network' : `p50, ${name}`);
  });

  it('has whole tables and links that lead somewhere', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(LAB_TASKS.length);
    for (const table of tables)
      expect(new Set(table.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length)).size).toBe(1);
    for (const [, anchor] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(text).toContain(`<a id="${anchor}"></a>`);
    for (const [, file] of text.matchAll(/\]\((?!#|https?:)([^)]+)\)/g))
      expect(existsSync(path.join(root, 'docs', file!))).toBe(true);
    expect(text).not.toMatch(/NaN|undefined|\[object/);
  });
});
