import type { LabRequest } from '../exchange.js';
import { bearer, graphqlData, graphqlPost, placeholder, restBody, shownGraphQL, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';

const head = (id: string, headers: Readonly<Record<string, string>> = {}): LabRequest => ({ method: 'HEAD', path: `/api/v1/surveys/${id}`, headers, label: 'is it there' });
const QUERY = 'query ($id: ID!) { survey(id: $id) { id } }';

export const exists: LabTask = {
  id: 'exists',
  title: 'Is it there?',
  wants: 'Whether a survey exists and may be read; nothing else.',
  why: 'REST wins: HEAD is made for this, the status is the answer and there is no body. In GraphQL it is a query like any other, and the client has to look into a 200 to learn whether it worked. Both ask the database the same.',
  shown: { rest: shownRest(head(placeholder('surveyId'))), graphql: shownGraphQL(QUERY) },
  run: {
    async rest(exchange, subjects) {
      await restBody(exchange(head(subjects.surveyId, bearer(subjects))));
      return { exists: true };
    },
    async graphql(exchange, subjects) {
      const { survey } = await graphqlData<{ survey: { id: string } }>(exchange(graphqlPost('is it there', QUERY, { id: subjects.surveyId }, bearer(subjects))));
      return { exists: survey.id === subjects.surveyId };
    },
  },
};
