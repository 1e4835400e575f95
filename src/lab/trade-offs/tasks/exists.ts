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
  wants: 'Whether a survey exists and may be read; nothing else.',
  why: 'REST wins in meaning rather than in bytes: HEAD is made for this, and the status is the answer, so any link checker, proxy or shell script can ask without knowing the schema. In GraphQL the client has to look into a 200 to learn whether it worked. But HEAD comes with all the headers of the representation, which can outweigh a query that wants an id alone, and costs the gateway what the GET would, since the ETag is a hash of the body that is not sent.',
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
