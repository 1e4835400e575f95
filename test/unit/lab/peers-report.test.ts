import { describe, expect, it } from '@jest/globals';
import { peersTables, withPeersTables, type PeersReport } from '../../../lab/peers/peers-report.js';

const report: PeersReport = {
  benchmark: 'peers',
  at: '2026-11-28T23:00:00.000Z',
  cores: 2,
  loadBefore: 1.5,
  loadAfter: 2.5,
  node: '20.20.2',
  rounds: 5,
  seconds: 2,
  connections: 8,
  absent: ['PostGraphile'],
  memoryMb: { gateway: { before: 200, after: 240 } },
  reads: [
    {
      name: 'surveyList',
      title: '20 surveys',
      contestants: [
        {
          name: 'gateway',
          title: 'the gateway',
          requests: 1,
          readsPerSecond: 1234,
          readsPerSecondByRound: [1234],
          ratioToBaseline: 1.1,
          cpuMsPerRead: 0.5,
          postgresCpuMsPerRead: null,
          p50Ms: 3,
          p99Ms: 9,
          sqlStatements: 1,
        },
        {
          name: 'rest',
          title: 'REST',
          requests: 21,
          readsPerSecond: 20,
          readsPerSecondByRound: [20],
          ratioToBaseline: 0.02,
          cpuMsPerRead: 20,
          postgresCpuMsPerRead: 10,
          p50Ms: null,
          p99Ms: null,
          sqlStatements: 81,
        },
        {
          name: 'naive',
          title: 'another',
          requests: 1,
          readsPerSecond: 100,
          readsPerSecondByRound: [100],
          ratioToBaseline: 0.1,
          cpuMsPerRead: 4,
          postgresCpuMsPerRead: 1,
          p50Ms: 50,
          p99Ms: 90,
        },
      ],
    },
  ],
};

const BEGIN = '<!-- bench:peers: written by `npm run bench:peers -- --write-docs` -->';
const END = '<!-- end of bench:peers -->';

describe('the tables of the comparison with other servers', () => {
  it('have a row for each contestant, and a dash where a figure has no meaning', () => {
    const tables = peersTables(report);
    expect(tables).toContain('load average 1.5 before and 2.5 after');
    expect(tables).toContain('Absent: PostGraphile.');
    expect(tables).toContain('| the gateway | 1.10 |');
    expect(tables).toContain('| the gateway | 1,234 |');
    expect(tables).toContain('| the gateway | 0.50 + – |');
    expect(tables).toContain('| REST | – |');
    expect(tables).toContain('| REST | 81 (21) |');
    expect(tables).toContain('gateway 200 and 240');
  });

  it('say when the machine had other work', () => {
    const busy = 'The machine was busy with other work';
    expect(peersTables(report)).not.toContain(busy);
    expect(peersTables({ ...report, loadBefore: 9 })).toContain(busy);
  });

  it('show statements only of servers that report them', () => {
    const statements = peersTables(report).split('| SQL statements')[1];
    expect(statements).toContain('| the gateway | 1 |');
    expect(statements).not.toContain('another');
  });

  it('replace those of an earlier run in the document, and nothing else', () => {
    const document = `# Title\n\n${BEGIN}\nold\n${END}\n\nText\n`;
    const written = withPeersTables(document, report);
    expect(written).toBe(`# Title\n\n${BEGIN}\n${peersTables(report)}\n${END}\n\nText\n`);
    expect(withPeersTables(written, report)).toBe(written);
  });

  it('are not written into a document that has no place for them', () => {
    expect(() => withPeersTables('# Title\n', report)).toThrow('The document lacks the lines');
  });
});
