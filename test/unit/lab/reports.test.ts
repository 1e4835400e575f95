import { describe, expect, it } from '@jest/globals';
import { formatMeasure, measureRows } from '../../../lab/trade-offs/compare.js';
import type { Exchange } from '../../../lab/trade-offs/exchange.js';
import { parseReport } from '../../../lab/trade-offs/report-format.js';
import type { LabReport, Repetition } from '../../../lab/trade-offs/report.js';
import { sameJson } from '../../../lab/trade-offs/same-json.js';
import { summarise } from '../../../lab/trade-offs/summarise.js';
import { terminalTable } from '../../../lab/trade-offs/terminal-table.js';
import { LAB_TASKS } from '../../../lab/trade-offs/tasks/tasks.js';

const exchange = (over: Partial<Exchange> = {}): Exchange => ({
  label: 'survey',
  method: 'GET',
  path: '/api/v1/surveys',
  status: 200,
  startMs: 0,
  headMs: 1,
  endMs: 2,
  bytesUp: 100,
  bytesDown: 1000,
  serverMs: 1.5,
  sqlStatements: 2,
  mongoCommands: 0,
  ...over,
});
const repetition = (totalMs: number, ...exchanges: Exchange[]): Repetition => ({ totalMs, exchanges });

describe('a summary', () => {
  it('has latencies of all repetitions and counts of the median one', () => {
    const { summary, median } = summarise([
      repetition(30, exchange()),
      repetition(10, exchange({ bytesUp: 1 })),
      repetition(20, exchange({ status: 304, bytesUp: 7 }), exchange({ bytesUp: 8, roundTrips: 2 })),
    ]);
    expect(summary).toMatchObject({
      p50Ms: 20,
      p95Ms: 30,
      bytesUp: 15,
      bytesDown: 2000,
      roundTrips: 3,
      notModified: 1,
      sqlStatements: 4,
      serverMs: 3,
    });
    expect(summary).not.toHaveProperty('seenAfterMs');
    expect(median.exchanges).toHaveLength(2);
  });

  it('has the median delay of all changes', () => {
    const { summary } = summarise([
      { ...repetition(1, exchange()), seenAfterMs: [5, 100] },
      { ...repetition(2, exchange()), seenAfterMs: [7] },
    ]);
    expect(summary.seenAfterMs).toBe(7);
  });
});

const report: LabReport = {
  format: 'gateway-lab/1',
  at: '2026-11-24T07:00:00.000Z',
  machine: 'a machine',
  network: { name: 'none', rttMs: 0 },
  repetitions: 1,
  tasks: [
    {
      task: 'survey-tree',
      title: 'Survey',
      repetitions: 1,
      sides: {
        rest: summarise([repetition(20, exchange(), exchange())]),
        graphql: summarise([repetition(10, exchange({ bytesUp: 203, bytesDown: 1500 }))]),
      },
    },
  ],
};
const [task] = report.tasks as [LabReport['tasks'][0]];

describe('a comparison', () => {
  it('names the side that needs less, and no side when both need about the same', () => {
    const rows = Object.fromEntries(measureRows(task).map((row) => [row.key, row]));
    expect(rows['roundTrips']).toMatchObject({ rest: 2, graphql: 1, ratio: 0.5, winner: 'graphql' });
    expect(rows['bytesUp']).toMatchObject({ rest: 200, graphql: 203, winner: undefined });
    expect(rows['bytesDown']?.winner).toBe('graphql');
    expect(rows['mongoCommands']).toMatchObject({ rest: 0, graphql: 0, ratio: undefined, winner: undefined });
    expect(rows['seenAfterMs']).toBeUndefined();
  });

  it('leaves out what one side cannot tell', () => {
    const stream = summarise([repetition(10, exchange({ status: 101, serverMs: 0 }))]);
    const keys = measureRows({ ...task, sides: { ...task.sides, graphql: stream } }).map(({ key }) => key);
    expect(keys).not.toContain('serverMs');
    expect(keys).toContain('sqlStatements');
  });

  it.each([
    [1234567, 'bytes', '1,234,567 B'],
    [999, 'count', '999'],
    [1.234, 'ms', '1.23 ms'],
    [45.67, 'ms', '45.7 ms'],
    [456.7, 'ms', '457 ms'],
  ] as const)('writes %d %s for people', (value, unit, text) => {
    expect(formatMeasure(value, unit)).toBe(text);
  });

  it('is a table in the terminal, its columns in line and the winner marked', () => {
    const lines = terminalTable(task, LAB_TASKS[1]!).split('\n');
    const heading = lines.find((line) => line.includes('GraphQL/REST'))!;
    expect(lines.find((line) => line.startsWith('  Round trips'))).toMatch(/ 2 {4,}1 \* +0\.50$/);
    expect(lines.find((line) => line.startsWith('  Bytes up'))).toHaveLength(heading.length);
  });
});

describe('a report from elsewhere', () => {
  it('is taken as it was exported', () => {
    expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it.each([
    ['another format', { ...report, format: 'gateway-lab/2' }, /format/],
    ['a number below nothing', { ...report, tasks: [{ ...task, repetitions: -1 }] }, /tasks\.0\.repetitions/],
    ['a field it does not have', { ...report, extra: 1 }, /not a report/],
    ['too many tasks', { ...report, tasks: Array.from({ length: 101 }, () => task) }, /tasks/],
    ['nothing', null, /not a report/],
  ])('is refused with %s', (_what, json, message) => {
    expect(() => parseReport(json)).toThrow(message);
  });
});

describe('results', () => {
  it('are equal in any order of fields, but not in any order of items', () => {
    expect(sameJson({ a: 1, b: [{ c: 1, d: null }] }, { b: [{ d: null, c: 1 }], a: 1 })).toBe(true);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson({ a: 1 }, { a: 1, b: null })).toBe(false);
  });
});
