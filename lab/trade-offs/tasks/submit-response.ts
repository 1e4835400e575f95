import {
  graphqlData,
  graphqlPost,
  lower,
  newCommandKey,
  placeholder,
  restBody,
  restGet,
  restPost,
  shownGraphQL,
  shownRest,
} from '../requests.js';
import type { LabTask } from '../task.js';

const link = (slug: string) =>
  `/api/v1/collector-links/${slug}?expand=survey.pages.questions&fields=id,survey.title,survey.pages.title,survey.pages.questions.heading,survey.pages.questions.options`;
const responsesOf = (slug: string) => `/api/v1/collector-links/${slug}/responses`;
const submission = (responseId: string) => `/api/v1/responses/${responseId}/submit`;

const START = `mutation ($slug: String!, $key: String) {
  startResponse(slug: $slug, idempotencyKey: $key) {
    responseToken
    response {
      id
      survey {
        title
        pages { title questions { id heading options { id label } } }
      }
    }
  }
}`;
const SUBMIT = `mutation ($input: SubmitResponseInput!, $key: String) {
  submitResponse(input: $input, idempotencyKey: $key) { response { status } }
}`;

interface Question {
  readonly id: string;
  readonly heading: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
}
interface Survey {
  readonly title: string;
  readonly pages: readonly { readonly questions: readonly Question[] }[];
}
interface Started {
  readonly id: string;
  readonly responseToken: string;
}

/** Reads every question, and chooses the first option of each. */
const answersTo = (survey: Survey) =>
  survey.pages
    .flatMap(({ questions }) => questions)
    .map(({ id, options }) => ({ questionId: id, optionIds: options.slice(0, 1).map((option) => option.id) }));
const outcome = (survey: Survey, status: string) => ({
  title: survey.title,
  questions: survey.pages.map(({ questions }) => questions.map(({ heading }) => heading)),
  status: lower(status),
});
const command = () => ({ 'idempotency-key': newCommandKey() });

const ANSWERS = [{ questionId: placeholder('questionId'), optionIds: [placeholder('optionId')] }];

export const submitResponse: LabTask = {
  id: 'submit-response',
  title: 'Answer a survey',
  wants: 'A respondent follows a link, sees all questions, and submits an answer to each. No account is needed.',
  why: 'GraphQL needs one request less: the answer to a mutation can include everything that is connected to the new object, here the survey to fill in. REST starts the response and reads the survey in two parallel requests, so it pays in bytes and not in round trips. On either side the second step depends on the first.',
  shown: {
    rest: shownRest(
      restGet('', link(placeholder('slug'))),
      'at the same time:',
      restPost('', responsesOf(placeholder('slug')), {}, { 'idempotency-key': placeholder('key') }),
      'then:',
      restPost(
        '',
        submission(placeholder('responseId')),
        { answers: ANSWERS },
        { 'response-token': placeholder('responseToken'), 'idempotency-key': placeholder('key') },
      ),
    ),
    graphql: shownGraphQL(START, 'then:', SUBMIT),
  },
  run: {
    async rest(exchange, { collectorSlug }) {
      const [{ survey }, { id, responseToken }] = await Promise.all([
        restBody<{ survey: Survey }>(exchange(restGet('survey behind the link', link(collectorSlug)))),
        restBody<Started>(exchange(restPost('start', responsesOf(collectorSlug), {}, command()))),
      ]);
      const headers = { ...command(), 'response-token': responseToken };
      const { status } = await restBody<{ status: string }>(
        exchange(restPost('submit', submission(id), { answers: answersTo(survey) }, headers)),
      );
      return outcome(survey, status);
    },
    async graphql(exchange, { collectorSlug }) {
      const { startResponse } = await graphqlData<{
        startResponse: { responseToken: string; response: { id: string; survey: Survey } };
      }>(exchange(graphqlPost('start', START, { slug: collectorSlug, key: newCommandKey() })));
      const { response, responseToken } = startResponse;
      const input = { responseId: response.id, responseToken, answers: answersTo(response.survey) };
      const submitted = await graphqlData<{ submitResponse: { response: { status: string } } }>(
        exchange(graphqlPost('submit', SUBMIT, { input, key: newCommandKey() })),
      );
      return outcome(response.survey, submitted.submitResponse.response.status);
    },
  },
};
