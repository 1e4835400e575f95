import type { LabRequest } from '../exchange.js';
import { bearer, graphqlData, graphqlPost, placeholder, restBody, shownGraphQL, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';

const head = (id: string, headers: Readonly<Record<string, string>> = {}): LabRequest => ({
  method: 'HEAD',
  path: `/api/v1/surveys/${id}`,
  headers,
  label: 'is it there',
});
const QUERY = 'query ($id: ID!) { survey(id: $id) { id } }';

export const exists: LabTask = {
  id: 'exists',
  title: 'Is it there?',
  wants: 'Find out whether a survey exists and may be read, and nothing else.',
  why: 'REST wins in meaning rather than in bytes: HEAD exists for this, and the status is the answer, so any link checker, proxy or shell script can ask without knowing the schema. In GraphQL the client has to parse a 200 to learn whether it worked. But the answer to HEAD has all headers of the representation, and they can outweigh a query for the id alone. HEAD also costs the gateway as much as GET, because its Content-Length is that of the body that is not sent.',
  shown: { rest: shownRest(head(placeholder('surveyId'))), graphql: shownGraphQL(QUERY) },
  run: {
    async rest(exchange, fixtures) {
      await restBody(exchange(head(fixtures.surveyId, bearer(fixtures))));
      return { exists: true };
    },
    async graphql(exchange, fixtures) {
      const { survey } = await graphqlData<{ survey: { id: string } }>(
        exchange(graphqlPost('is it there', QUERY, { id: fixtures.surveyId }, bearer(fixtures))),
      );
      return { exists: survey.id === fixtures.surveyId };
    },
  },
};
