import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createQuickStatements,
  QUICK_MS,
  type QuickStatements,
} from '../../../../src/stores/postgres/quick-statements.js';

let now: number;
let quick: QuickStatements;
beforeEach(() => {
  now = 1_000;
  quick = createQuickStatements(() => now);
});

describe('a statement', () => {
  it('is not quick before it has run', () => {
    expect(quick.has('a')).toBe(false);
  });

  it('is quick once a single run was, however long the others seemed to take', () => {
    quick.ranAlone('a', 30 * QUICK_MS);
    expect(quick.has('a')).toBe(false);
    quick.ranAlone('a', QUICK_MS / 2);
    quick.ranAlone('a', 30 * QUICK_MS);
    expect(quick.has('a')).toBe(true);
    expect(quick.has('b')).toBe(false);
  });

  it('stays quick when few of its runs beside others take long, and does not when most do', () => {
    quick.ranAlone('a', QUICK_MS / 4);
    quick.ranBesideOthers('a', 5 * QUICK_MS);
    expect(quick.has('a')).toBe(true);
    for (let run = 0; run < 20; run += 1) quick.ranBesideOthers('a', 5 * QUICK_MS);
    expect(quick.has('a')).toBe(false);
  });

  it('that was stopped is not quick for a while, whatever its other runs take', () => {
    quick.ranAlone('a', QUICK_MS / 4);
    quick.wasStopped('a');
    quick.ranAlone('a', QUICK_MS / 4);
    expect(quick.has('a')).toBe(false);
    now += 10_000;
    expect(quick.has('a')).toBe(true);
  });

  it('that was stopped has to be seen to be quick again', () => {
    quick.ranAlone('a', QUICK_MS / 4);
    quick.wasStopped('a');
    now += 10_000;
    expect(quick.has('a')).toBe(false);
  });
});
