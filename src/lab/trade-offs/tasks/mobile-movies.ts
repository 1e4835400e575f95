import { graphqlData, graphqlPost, restBody, restGet, shownGraphQL, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';

const MOVIES = '/api/v1/movies?first=20';
const SPARSE_MOVIES = `${MOVIES}&fields=title,releaseDate,imdbRating`;
const QUERY = `{
  movies(first: 20) {
    nodes { id title releaseDate imdbRating }
  }
}`;

interface Movie {
  readonly id: string;
  readonly title: string;
  readonly releaseDate: string | null;
  readonly imdbRating: number | null;
}
const movie = ({ id, title, releaseDate, imdbRating }: Movie) => ({ id, title, releaseDate, imdbRating });

const rest =
  (path: string): LabTask['run']['rest'] =>
  async (exchange) =>
    (await restBody<{ data: Movie[] }>(exchange(restGet('movies', path)))).data.map(movie);
const graphql: LabTask['run']['graphql'] = async (exchange) =>
  (await graphqlData<{ movies: { nodes: Movie[] } }>(exchange(graphqlPost('movies', QUERY, {})))).movies.nodes.map(
    movie,
  );

export const mobileOverFetch: LabTask = {
  id: 'mobile-over-fetch',
  title: 'Phone list, everything sent',
  wants: 'A list on a phone: title, year and rating of 20 movies. A movie has 17 fields.',
  why: 'GraphQL wins on bytes: it sends what was asked for. REST’s representation is for everybody and so has too much for this screen (over-fetching), which on a slow line is most of the wait. Compression would narrow the gap; neither side uses it here.',
  shown: { rest: shownRest(restGet('', MOVIES)), graphql: shownGraphQL(QUERY) },
  run: { rest: rest(MOVIES), graphql },
};

export const mobileSparseFields: LabTask = {
  id: 'mobile-sparse-fields',
  title: 'Phone list, fields chosen',
  wants: 'The same list, from a REST that lets the client choose fields.',
  why: 'Nearly a draw: with sparse fields the data is the same. REST’s request is the smaller one, its answer the larger one by its headers and by the links to the next page, which GraphQL gives only when asked. The difference that counts is in who must know: the server has to offer fields, and a cache keeps an answer per choice.',
  shown: { rest: shownRest(restGet('', SPARSE_MOVIES)), graphql: shownGraphQL(QUERY) },
  run: { rest: rest(SPARSE_MOVIES), graphql },
};
