import { bearer, graphqlData, graphqlPost, lower, restBody, restGet, shownGraphQL, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';

const PATH = '/api/v1/surveys?first=20&fields=title,status,pageCount,questionCount';
const QUERY = `{
  surveys(first: 20) {
    nodes { id title status pageCount questionCount }
  }
}`;

interface Row {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly pageCount: number;
  readonly questionCount: number;
}
const row = ({ id, title, status, pageCount, questionCount }: Row) => ({
  id,
  title,
  status: lower(status),
  pageCount,
  questionCount,
});

export const surveyListCounts: LabTask = {
  id: 'survey-list-counts',
  title: 'Survey list with counts',
  wants: 'A table of the 20 newest surveys with the number of pages and questions of each.',
  why: 'A draw by design: the counts are part of REST’s representation, because this list was foreseen. GraphQL sends its query each time. It wins as soon as the table needs a field that REST’s designers did not foresee.',
  shown: { rest: shownRest(restGet('', PATH)), graphql: shownGraphQL(QUERY) },
  run: {
    async rest(exchange, fixtures) {
      const { data } = await restBody<{ data: Row[] }>(exchange(restGet('surveys', PATH, bearer(fixtures))));
      return data.map(row);
    },
    async graphql(exchange, fixtures) {
      const { surveys } = await graphqlData<{ surveys: { nodes: Row[] } }>(
        exchange(graphqlPost('surveys', QUERY, {}, bearer(fixtures))),
      );
      return surveys.nodes.map(row);
    },
  },
};
