import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../lab/plans/plans-comparison.js';
import { findingText, runCases, type CasesReport } from '../../../lab/plans/run-cases.js';
import { column } from '../../../src/resources/fields.js';
import type { Resource } from '../../../src/resources/resource.js';
import { resourceOf } from '../../../src/resources/resources.js';
import { startComparison } from '../../support/plans-comparison.js';
import { withWrong } from '../../support/wrong-resource.js';

/** `npm run test:plans` runs more of them. Further seeds are those that found something once. */
const FIXED = [
  { seed: 0, cases: 300 },
  { seed: 1728, cases: 4 },
  { seed: 5372, cases: 4 },
  { seed: 20372, cases: 4 },
];
const RANDOM_CASES = 188;
const MINUTES = 5 * 60_000;

let comparison: Comparison;
beforeAll(async () => {
  comparison = await startComparison();
}, 60_000);
afterAll(() => comparison?.stop());

const run = (seed: number, cases: number, mostDifferences = 3): Promise<CasesReport> =>
  runCases({ ...comparison, seed, cases, mostDifferences });
const told = ({ findings }: CasesReport) => findings.map(findingText).join('\n\n');

describe('an operation made from the schema', () => {
  const reports: CasesReport[] = [];

  it.each(FIXED)(
    'is answered alike by plans and by resolvers, for $cases seeds from $seed on',
    async ({ seed, cases }) => {
      const report = await run(seed, cases);
      expect(told(report)).toBe('');
      reports.push(report);
    },
    MINUTES,
  );

  it('succeeds often enough, and with a plan: two refusals would be alike', () => {
    const { succeeded, plannedStatements, cases } = reports[0]!;
    expect(succeeded).toBeGreaterThan(cases / 3);
    expect(plannedStatements).toBeGreaterThan(cases / 3);
  });

  it(
    'is answered alike for a random seed, which a failure names',
    async () => {
      expect(told(await run(randomInt(1_000_000_000), RANDOM_CASES))).toBe('');
    },
    MINUTES,
  );
});

const survey = resourceOf('Survey');
const movie = resourceOf('Movie');
const seat = resourceOf('Seat');
const storedStatus = column('SeatStatus!', 'status');

interface WrongPlan {
  readonly what: string;
  readonly name: string;
  readonly wrong: Partial<Resource>;
}
const WRONG: readonly WrongPlan[] = [
  {
    what: 'reads another column',
    name: 'Movie',
    wrong: { fields: { ...movie.fields, director: column('String', 'distributor') } },
  },
  {
    what: 'turns an order around',
    name: 'Movie',
    wrong: {
      orders: {
        ...movie.orders,
        title: [{ sql: (row) => `translate(${row}.title, 'AF', 'ZA')`, type: 'text', form: 'text' }],
      },
    },
  },
  {
    what: 'drops a filter',
    name: 'Survey',
    wrong: { filters: { ...survey.filters, createdFrom: (_row, from) => `${from}::timestamptz IS NOT NULL` } },
  },
  {
    what: 'does not check the tenant',
    name: 'Survey',
    wrong: { filters: { ...survey.filters, tenant: (_row, tenant) => `${tenant}::text IS NOT NULL` } },
  },
  {
    what: 'takes the stored status of a seat for its status',
    name: 'Seat',
    wrong: { fields: { ...seat.fields, status: { ...storedStatus, sql: (row) => `upper(${row}.status::text)` } } },
  },
];
/** Far apart, so that each has documents of its own: an executor keeps the plan that it has made of a document. */
const seedOf = (index: number) => 1_000_000 * (index + 1);

describe('a wrong plan', () => {
  const foundBy: number[] = [];

  it.each(WRONG.map((plan, index) => ({ ...plan, index })))(
    'is found when it $what',
    async ({ name, wrong, index }) => {
      const report = await withWrong(name, wrong, () => run(seedOf(index), 4_000, 1));
      expect(report.findings).not.toEqual([]);
      foundBy.push(...report.findings.map(({ operation }) => operation.seed));
    },
    MINUTES,
  );

  it('alone is what they have found: the right plans answer the same operations like the resolvers', async () => {
    // An executor keeps the wrong plans that it has made.
    const fresh = await startComparison();
    try {
      for (const seed of foundBy) expect(told(await runCases({ ...fresh, seed, cases: 1 }))).toBe('');
    } finally {
      await fresh.stop();
    }
  });
});
