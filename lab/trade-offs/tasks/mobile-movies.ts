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
  why: 'GraphQL wins on bytes: it sends only the selected fields. REST’s representation serves every client, so it has too much for this screen (over-fetching). On a slow line that is most of the wait. Compression would narrow the gap; neither side uses it here.',
  shown: { rest: shownRest(restGet('', MOVIES)), graphql: shownGraphQL(QUERY) },
  run: { rest: rest(MOVIES), graphql },
};

export const mobileSparseFields: LabTask = {
  id: 'mobile-sparse-fields',
  title: 'Phone list, fields chosen',
  wants: 'The same list, from a REST API with sparse fields.',
  why: 'Nearly a draw: with sparse fields the data is the same. REST’s request is smaller. Its answer is larger, because of its headers and the links to the next page, which GraphQL sends only when selected. The important difference is elsewhere: a REST server has to offer the choice of fields, and a cache stores one answer for each choice.',
  shown: { rest: shownRest(restGet('', SPARSE_MOVIES)), graphql: shownGraphQL(QUERY) },
  run: { rest: rest(SPARSE_MOVIES), graphql },
};
