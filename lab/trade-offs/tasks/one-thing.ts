import { graphqlData, graphqlPost, placeholder, restBody, restGet, shownGraphQL, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';

const movie = (id: string) => `/api/v1/movies/${id}`;
const MONEY = ['usGross', 'worldwideGross', 'usDvdSales', 'productionBudget'];
const FIELDS = [
  'id',
  'title',
  'releaseDate',
  'mpaaRating',
  'runningTimeMinutes',
  'distributor',
  'source',
  'majorGenre',
  'creativeType',
  'director',
  'rottenTomatoesRating',
  'imdbRating',
  'imdbVotes',
  ...MONEY,
];
const QUERY = `query ($id: ID!) {
  movie(id: $id) {
    ${FIELDS.slice(0, 7).join(' ')}
    ${FIELDS.slice(7, -MONEY.length).join(' ')}
    ${MONEY.map((field) => `${field} { amount currency }`).join(' ')}
  }
}`;

type Movie = Readonly<Record<string, unknown>>;
const whole = (found: Movie) => Object.fromEntries(FIELDS.map((field) => [field, found[field]]));

export const oneThing: LabTask = {
  id: 'one-thing',
  title: 'One resource, all fields',
  wants: 'A movie by its id, with all of its fields. No account is needed.',
  why: 'REST wins: the URL is the whole request. GraphQL has to send the name of every field to get the same answer. Any cache on the way can answer for a public URL. Crawlers can follow it, and people can open it in a browser or share it.',
  shown: { rest: shownRest(restGet('', movie(placeholder('movieId')))), graphql: shownGraphQL(QUERY) },
  run: {
    rest: async (exchange, { movieId }) => whole(await restBody<Movie>(exchange(restGet('movie', movie(movieId))))),
    graphql: async (exchange, { movieId }) =>
      whole((await graphqlData<{ movie: Movie }>(exchange(graphqlPost('movie', QUERY, { id: movieId })))).movie),
  },
};
