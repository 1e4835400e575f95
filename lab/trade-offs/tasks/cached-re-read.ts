import type { LabAnswer } from '../exchange.js';
import {
  bearer,
  graphqlData,
  graphqlPost,
  lower,
  placeholder,
  restBody,
  restGet,
  shownGraphQL,
  shownRest,
} from '../requests.js';
import type { LabTask } from '../task.js';

const READS = 5;
const survey = (id: string) =>
  `/api/v1/surveys/${id}?expand=pages.questions&fields=title,status,pages.title,pages.questions.heading`;
const QUERY = `query ($id: ID!) {
  survey(id: $id) { title status pages { title questions { heading } } }
}`;

interface Survey {
  readonly title: string;
  readonly status: string;
  readonly pages: readonly { readonly title: string; readonly questions: readonly { readonly heading: string }[] }[];
}
const read = ({ title, status, pages }: Survey) => ({
  title,
  status: lower(status),
  pages: pages.map((page) => [page.title, page.questions.map(({ heading }) => heading)]),
});

export const cachedReRead: LabTask = {
  id: 'cached-re-read',
  title: 'The same again, five times',
  wants: 'The same client opens a survey five times. The survey does not change in between.',
  why: 'REST wins on bytes: from the second time on it sends the ETag in If-None-Match and gets 304 Not Modified without a body. The ETag comes from the version of the survey, so the gateway reads only the version, by one small statement. The round trip remains. Every browser and proxy does this by itself. An HTTP cache cannot store the answer to a GraphQL POST. To match REST, GraphQL needs a normalised cache in the client, or persisted queries over GET with ETags.',
  shown: {
    rest: shownRest(
      restGet('', survey(placeholder('surveyId'))),
      `then, ${READS - 1} times:`,
      restGet('', survey(placeholder('surveyId')), { 'if-none-match': placeholder('etag') }),
    ),
    graphql: shownGraphQL(QUERY, `the same again, ${READS - 1} times`),
  },
  run: {
    async rest(exchange, fixtures) {
      const results: unknown[] = [];
      let kept: { readonly etag: string; readonly body: Survey } | undefined;
      for (let time = 1; time <= READS; time += 1) {
        const headers = { ...bearer(fixtures), ...(kept && { 'if-none-match': kept.etag }) };
        const answer: LabAnswer = await exchange(restGet(`read ${time}`, survey(fixtures.surveyId), headers));
        if (answer.status !== 304 || kept === undefined)
          kept = { etag: answer.headers.get('etag') ?? '', body: await restBody<Survey>(Promise.resolve(answer)) };
        results.push(read(kept.body));
      }
      return results;
    },
    async graphql(exchange, fixtures) {
      const results: unknown[] = [];
      for (let time = 1; time <= READS; time += 1) {
        const data = await graphqlData<{ survey: Survey }>(
          exchange(graphqlPost(`read ${time}`, QUERY, { id: fixtures.surveyId }, bearer(fixtures))),
        );
        results.push(read(data.survey));
      }
      return results;
    },
  },
};
