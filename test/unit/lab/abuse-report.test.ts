import { describe, expect, it } from '@jest/globals';
import { abuseTables, withAbuseTables, type AbuseReport } from '../../../lab/abuse/abuse-report.js';
import type { AbuseResult } from '../../../lab/abuse/run-abuse.js';

const result = (attack: string, loopMs: number, rssPeakMb: number, survived = true): AbuseResult => ({
  attack,
  title: `requests of ${attack}`,
  outcomes: { 200: 3 },
  survived,
  others: { requests: 9, failures: [], p50Ms: 4, p99Ms: 1_234.4 },
  livenessMs: { p99: 5, max: 6 },
  eventLoopMs: { p50: 2, p99: loopMs, max: loopMs },
  rssPeakMb,
  cpuMs: 1_000,
  heapUsedMb: 90,
});
const report: AbuseReport = {
  benchmark: 'abuse',
  at: '2026-11-29T02:00:00.000Z',
  cores: 2,
  loadBefore: 1,
  loadAfter: 2,
  node: '20.20.2',
  seconds: 4,
  results: [result('slow', 260.4, 300), result('quick', 12.3, 400, false)],
};

describe('the report of attacks', () => {
  it('has the highest figures beside the stated bounds', () => {
    const tables = abuseTables(report);
    expect(tables).toContain('| exits of the process | 0 | 1 |');
    expect(tables).toContain('| memory of the process (RSS), MB | 512 | 400 |');
    expect(tables).toContain('| event-loop delay, p99, ms | 250 | 260 |');
  });

  it('has a row for each attack, with a delay above its bound in bold', () => {
    const tables = abuseTables(report);
    expect(tables).toContain('| slow | requests of slow | **260** | 300 | 1,234 |');
    expect(tables).toContain('| quick | requests of quick | 12 | 400 | 1,234 |');
  });

  it('writes its tables between the lines of the document, and nowhere else', () => {
    const document = (inside: string) =>
      `a\n<!-- test:abuse: written by \`npm run test:abuse -- --write-docs\` -->\n${inside}<!-- end of test:abuse -->\nb\n`;
    expect(withAbuseTables(document('old\n'), report)).toBe(document(`${abuseTables(report)}\n`));
    expect(() => withAbuseTables('none', report)).toThrow('lacks the lines');
  });
});
