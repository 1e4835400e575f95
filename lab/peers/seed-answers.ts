import type { GraphQLRequest } from '../graphql-request.js';
import { seedSurveys } from '../reads-bench/seed-surveys.js';
import type { PeerSubjects } from './peer-read.js';

/** The number of responses with answers in each survey, without those that were only started. */
const ANSWERED = 10;

interface SeededSurvey {
  readonly collectors: readonly { readonly slug: string }[];
  readonly pages: readonly {
    readonly questions: readonly { readonly id: string; readonly options: readonly { readonly id: string }[] }[];
  }[];
  readonly responses: { readonly totalCount: number };
}

const SURVEYS = `{
  surveys(first: 20) {
    nodes {
      collectors { slug }
      pages { questions { id options { id } } }
      responses(filter: { statuses: [PARTIAL] }) { totalCount }
    }
  }
}`;
const SUBMIT = `mutation ($slug: String!, $responses: [WholeResponseInput!]!) {
  submitResponses(slug: $slug, responses: $responses) { responses { id } }
}`;

/** The data of the reads, created once through the gateway: surveys, each with ten responses to its first page. */
export async function seedAnswers(request: GraphQLRequest): Promise<PeerSubjects> {
  const subjects = await seedSurveys(request);
  const { data } = await request<{ surveys: { nodes: SeededSurvey[] } }>(SURVEYS);
  for (const survey of data.surveys.nodes)
    if (survey.responses.totalCount < ANSWERED)
      await request(SUBMIT, { slug: survey.collectors[0]?.slug, responses: responsesTo(survey) });
  return subjects;
}

function responsesTo({ pages: [first] }: SeededSurvey) {
  return Array.from({ length: ANSWERED }, (_, index) => ({
    partial: true,
    answers: (first?.questions ?? []).map(({ id, options }) => ({
      questionId: id,
      optionIds: [options[index % options.length]?.id],
    })),
  }));
}
