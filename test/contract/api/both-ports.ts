import { idForName } from '../../../src/kernel/ids.js';
import type { TestGateway } from '../../support/gateway.js';
import { ApiError, type ApiOf } from './gateway-api.js';
import { graphqlApi } from './graphql-api.js';
import { restApi } from './rest-api.js';

export const PORTS: readonly (readonly [string, ApiOf])[] = [
  ['GraphQL', graphqlApi],
  ['REST', restApi],
];

export const PAGES = [
  {
    title: 'Coffee',
    questions: [
      {
        heading: 'Do you like coffee?',
        family: 'single_choice',
        required: true,
        options: [{ label: 'Yes' }, { label: 'No', disqualifies: true }],
      },
      { heading: 'How many cups?', family: 'numeric', subtype: 'integer', validation: { min: 0, max: 30 } },
    ],
  },
  {
    title: 'More',
    description: 'A few more',
    questions: [
      {
        heading: 'How good is it?',
        family: 'matrix',
        rows: [{ label: 'Taste' }],
        options: [
          { label: 'Bad', value: 1 },
          { label: 'Good', value: 2 },
        ],
      },
    ],
  },
];
export const MOVIE_ID = idForName('Movie', 'The Land Girls|');

/** Two movies, one of them without a date and a rating. */
export async function insertMovies(gateway: TestGateway): Promise<void> {
  await gateway.gateway.parts.database.pool.query(
    `INSERT INTO movie (id, source_key, title, release_date, imdb_rating) VALUES ($1, 'a', 'The Land Girls', '1998-06-12', 6.1), ($2, 'b', 'Unrated', NULL, NULL)`,
    [MOVIE_ID, idForName('Movie', 'Unrated|')],
  );
}

/** Each port has a tenant of its own, so that its lists hold only what its scenarios made. */
export const tenantOf = (port: string) => `tenant-${port.toLowerCase()}`;

/** Those who call over a port: members of its tenant, two of another tenant, and nobody. */
export async function callersOver(port: string, apiOf: ApiOf, gateway: TestGateway) {
  const tenant = tenantOf(port);
  const as = async (role: 'owner' | 'staff' | 'data', of = tenant, subject?: string) =>
    apiOf(gateway.url, await gateway.token(role, of, subject));
  return {
    owner: await as('owner'),
    staff: await as('staff'),
    data: await as('data'),
    stranger: await as('owner', 'elsewhere', 'sid'),
    buyer: await as('owner', 'elsewhere', `bea-${port}`),
    anonymous: apiOf(gateway.url),
  };
}

/** The code that a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return 'none';
}
