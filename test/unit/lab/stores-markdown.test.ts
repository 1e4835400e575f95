import { describe, expect, it } from '@jest/globals';
import type { StoresReport } from '../../../lab/stores-comparison/report.js';
import { EXPERIMENTS } from '../../../lab/stores-comparison/run-stores.js';
import { mongoServer } from '../../../lab/stores-comparison/servers.js';
import { storesMarkdown } from '../../../lab/stores-comparison/stores-markdown.js';

const GENUINE = { product: 'MongoDB', version: '8.0.4', genuine: true };
const REPORT: StoresReport = {
  format: 'gateway-stores/1',
  at: '2026-11-24T10:00:00.000Z',
  machine: '2 cores',
  quick: false,
  seconds: 61.5,
  servers: {
    postgresql: { product: 'PostgreSQL', version: '18.4', genuine: true },
    mongodb: { product: 'SecantusDB', version: '0.7 (MongoDB protocol 8.2)', genuine: false },
  },
  experiments: [
    {
      id: 'one',
      title: 'One question',
      question: 'Who wins?',
      means: 'It depends.',
      conditions: 'Ten rows.',
      sides: [
        { id: 'a', name: 'PostgreSQL', store: 'postgresql', shown: { language: 'sql', text: 'SELECT 1;' } },
        { id: 'b', name: 'MongoDB', store: 'mongodb', shown: { language: 'javascript', text: 'db.x.find({})' } },
      ],
      outcomes: [
        { what: 'It holds', cells: { a: { value: true }, b: { unsupported: 'error 59: no | such <command>' } } },
        { what: 'Only there', cells: { b: { value: 'refused' } } },
      ],
      figures: [{ what: 'Taken, p50', unit: 'ms', cells: { a: { value: 1234.5 }, b: { value: 2 } } }],
    },
  ],
};

describe('the section on the stores', () => {
  it('has a heading for each experiment and no title', () => {
    expect(storesMarkdown(REPORT).match(/^#+ .*$/gm)).toEqual(['### One question']);
  });

  it('shows outcomes and figures in tables of equal width', () => {
    const markdown = storesMarkdown(REPORT);
    expect(markdown).toContain(
      '| Observed | PostgreSQL | MongoDB |\n| --- | ---: | ---: |\n| It holds | yes | not supported by SecantusDB: error 59: no \\| such &lt;command&gt; |\n| Only there | — | refused |',
    );
    expect(markdown).toContain('| Taken, p50 (ms) | 1,234.5 | 2 |');
  });

  it('shows the statements, the question and what it means', () => {
    const markdown = storesMarkdown(REPORT);
    for (const part of [
      '```sql\nSELECT 1;\n```',
      '```javascript\ndb.x.find({})\n```',
      '*Who wins?*',
      '**What it means.** It depends.',
      'Ten rows.',
    ])
      expect(markdown).toContain(part);
  });

  it('says that another server is not MongoDB, and does not say so of MongoDB itself', () => {
    expect(storesMarkdown(REPORT)).toContain('**SecantusDB is not MongoDB.**');
    expect(storesMarkdown({ ...REPORT, servers: { ...REPORT.servers, mongodb: GENUINE } })).not.toContain(
      'is not MongoDB',
    );
  });

  it('warns of the figures of a quick run', () => {
    expect(storesMarkdown(REPORT)).not.toContain('A quick run');
    expect(storesMarkdown({ ...REPORT, quick: true })).toContain('A quick run');
  });
});

describe('what buildInfo says', () => {
  const built = {
    version: '8.0.4',
    gitVersion: 'bc35ab4305d9920d9d0491c1c9ef9b72383d31f9',
    storageEngines: ['devnull', 'wiredTiger'],
  };

  it.each([
    ['MongoDB', built, true],
    ['SecantusDB', { version: '8.2.11', secantusVersion: '0.7.0b3', gitVersion: '0'.repeat(40) }, false],
    ['FerretDB', { ...built, ferretdb: { version: '2.0' } }, false],
    ['an unknown server', { version: '8.0.0' }, false],
  ])('is told as %s', (product, buildInfo, genuine) => {
    expect(mongoServer(buildInfo)).toMatchObject({ product, genuine });
  });
});

describe('what is shown of each side', () => {
  const sides = EXPERIMENTS.flatMap(({ id, sides }) => sides.map((side) => [`${id}: ${side.id}`, side] as const));

  it.each(sides)('is statements without stand-ins of ours, for %s', (_, { shown, store }) => {
    expect(shown.text).not.toMatch(/[«»]|undefined|\[object/);
    expect(shown.language).toBe(store === 'postgresql' ? 'sql' : 'javascript');
  });
});
