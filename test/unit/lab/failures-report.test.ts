import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withResults, type FailuresReport } from '../../../lab/failures/failures-report.js';
import { scenariosOf } from '../../../lab/failures/scenarios.js';

const document = readFileSync(path.resolve(import.meta.dirname, '../../../docs/delivery.md'), 'utf8');
const scenarios = scenariosOf({ events: 5_000, kills: 4 });
const report = (names: readonly string[]): FailuresReport => ({
  benchmark: 'failures',
  at: '2026-11-29T12:00:00.000Z',
  cores: 2,
  loadBefore: 1,
  loadAfter: 2,
  node: '20.20.2',
  seed: 7,
  results: scenarios
    .filter(({ name }) => names.includes(name))
    .map(({ name, title, expectation }) => ({
      name,
      title,
      expectation,
      rows: [
        {
          of: `sender of ${name}`,
          accepted: 12_345,
          lost: 1,
          duplicated: 2,
          reordered: 0,
          unconfirmed: 0,
          recoveredAfterMs: 4_321,
          errors: { NOT_ENOUGH_REPLICAS: 3 },
        },
      ],
      asExpected: false,
      explanation: `Because of ${name}.`,
      timeline: [],
      seconds: 30,
    })),
});

describe('the document of deliveries', () => {
  it('has a place for every scenario', () => {
    const names = scenarios.map(({ name }) => name);
    const written = withResults(document, report(names));
    for (const name of names)
      expect(written).toContain(`| sender of ${name} | 12345 | 1 | 2 | 0 | 4.3 | NOT_ENOUGH_REPLICAS 3 |`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gets the results of the scenarios that were run, and keeps the others', () => {
    const first = withResults(document, report(['leader-killed', 'sigterm']));
    const second = withResults(first, report(['sigterm']));
    expect(second).toBe(first);
    expect(first).toContain('Not as expected, after 30 s. Because of sigterm.');
    expect(first).not.toContain('Because of many-kills.');
    expect(first.match(/written by `npm run failures/g)).toHaveLength(scenarios.length);
  });
});
