import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../lab/plans/plans-comparison.js';
import { restFindingText, runRestCases, type RestReport } from '../../../lab/plans/rest-cases.js';
import { column } from '../../../src/resources/fields.js';
import type { Resource } from '../../../src/resources/resource.js';
import { resourceOf } from '../../../src/resources/resources.js';
import { startComparison } from '../../support/plans-comparison.js';
import { withWrong } from '../../support/wrong-resource.js';

const MINUTES = 5 * 60_000;
const CASES = 400;
/** The shares of the cases of a random seed vary too much to be checked. */
const FIXED = 0;

let comparison: Comparison;
beforeAll(async () => {
  comparison = await startComparison();
}, 60_000);
afterAll(() => comparison?.stop());

const run = (seed: number, cases: number, mostDifferences = 3, of = comparison): Promise<RestReport> =>
  runRestCases(of.rest, of.known, { seed, cases, mostDifferences });
const told = ({ findings }: RestReport) => findings.map(restFindingText).join('\n\n');

describe('a generated read', () => {
  it.each([{ seed: FIXED }, { seed: randomInt(1_000_000_000) }])(
    'is answered alike by plans and by services, with its tag too, from seed $seed on',
    async ({ seed }) => {
      const report = await run(seed, CASES);
      expect(told(report)).toBe('');
      expect(report.notModified).toBe(report.succeeded);
      if (seed !== FIXED) return;
      // Otherwise two refusals would be compared.
      expect(report.succeeded).toBeGreaterThan(CASES / 2);
      expect(report.plannedStatements).toBeGreaterThan(CASES / 2);
    },
    MINUTES,
  );
});

const movie = resourceOf('Movie');
const survey = resourceOf('Survey');
const WRONG: readonly { readonly what: string; readonly name: string; readonly wrong: Partial<Resource> }[] = [
  {
    what: 'reads another column',
    name: 'Movie',
    wrong: { fields: { ...movie.fields, director: column('String', 'distributor') } },
  },
  {
    what: 'does not check the tenant',
    name: 'Survey',
    wrong: { filters: { ...survey.filters, tenant: (_row, tenant) => `${tenant}::text IS NOT NULL` } },
  },
  {
    what: 'has the names of GraphQL for the values of an enum',
    name: 'Show',
    wrong: {
      fields: {
        ...resourceOf('Show').fields,
        status: { ...column('ShowStatus!', 'status'), sql: (row) => `upper(${row}.status::text)` },
      },
    },
  },
];

describe('a wrong plan of a read', () => {
  it.each(WRONG)(
    'is found when it $what, and is the only difference',
    async ({ name, wrong }) => {
      const fresh = await startComparison();
      try {
        const { findings } = await withWrong(name, wrong, () => run(5_000_000, 3_000, 1, fresh));
        expect(findings).not.toEqual([]);
        for (const { request } of findings) expect(told(await run(request.seed, 1))).toBe('');
      } finally {
        await fresh.stop();
      }
    },
    MINUTES,
  );
});
