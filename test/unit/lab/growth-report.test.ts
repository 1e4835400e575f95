import { describe, expect, it } from '@jest/globals';
import { grows, growthTable, withGrowthTable, type GrowthReport } from '../../../lab/growth/growth-report.js';
import { growthSize } from '../../../lab/growth/sizes.js';
import { idOf } from '../../../lab/growth/subjects.js';
import { kindOf } from '../../../src/kernel/ids.js';

const report: GrowthReport = {
  benchmark: 'growth',
  at: '2026-11-29T02:00:00.000Z',
  cores: 2,
  loadBefore: 1,
  loadAfter: 2,
  node: '20.20.2',
  repetitions: 15,
  sizes: [1_000, 1_000_000].map((responses) => ({ ...growthSize(responses, 100_000) })),
  reads: [
    { name: 'results', p50Ms: [3.123, 3.2], p95Ms: [4, 5], grows: false },
    { name: 'results, fresh', p50Ms: [9, 900], p95Ms: [10, 1_000], grows: true },
  ],
};

describe('the benchmark of growth', () => {
  it('says that a read grows when it takes twice as long, and more than what clocks differ by', () => {
    expect(
      [
        [1, 9],
        [1, 3],
        [100, 150],
        [10, 21],
        [5, 5],
      ].map(grows),
    ).toEqual([true, false, false, true, false]);
  });

  it('has a row for each read and a column for each size', () => {
    const table = growthTable(report);
    expect(table).toContain('| results | 3.1 / 4 | 3.2 / 5 |  |');
    expect(table).toContain('| results, fresh | 9 / 10 | 900 / 1000 | **yes** |');
    expect(table).toContain('1,000,000 responses, 100,000 events, 100,000 movies, 10,000 shows');
  });

  it('writes its table between the lines of the document, and nowhere else', () => {
    const document = (inside: string) =>
      `a\n<!-- bench:growth: written by \`npm run bench:growth -- --write-docs\` -->\n${inside}<!-- end of bench:growth -->\nb\n`;
    expect(withGrowthTable(document('old\n'), report)).toBe(document(`${growthTable(report)}\n`));
    expect(() => withGrowthTable('none', report)).toThrow('lacks the lines');
  });

  it('makes IDs of the gateway, the same ones every time', () => {
    expect(kindOf(idOf('SurveyResponse', 7))).toBe('SurveyResponse');
    expect(idOf('Movie', 1)).toBe(idOf('Movie', 1));
    expect(idOf('Movie', 1)).not.toBe(idOf('Movie', 2));
  });
});
