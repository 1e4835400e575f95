import type { GraphQLRequest } from '../graphql-request.js';
import type { Target } from './attack.js';

const ESSAYS = 90;
const RESPONSES = 50;

/** The longest essay, in characters, with which a whole response of essays is accepted. */
const ESSAY_LENGTH = 2_160;

/** Creates the targets of the attacks: a survey with 50 responses of 90 long essays each, and a show with seats. */
export async function seedTarget(url: string, token: string, request: GraphQLRequest): Promise<Target> {
  const input = {
    title: 'Essays',
    pages: [
      {
        questions: Array.from({ length: ESSAYS }, (_, n) => ({
          heading: `Essay ${n}`,
          family: 'OPEN_ENDED',
          subtype: 'essay',
        })),
      },
    ],
  };
  const created = await request<{ createSurvey: { survey: { id: string; pages: { questions: { id: string }[] }[] } } }>(
    'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id pages { questions { id } } } } }',
    { input },
  );
  const { id: surveyId, pages } = created.data.createSurvey.survey;
  const essayQuestionIds = pages.flatMap(({ questions }) => questions.map(({ id }) => id));
  await request('mutation ($id: ID!) { publishSurvey(id: $id) { survey { id } } }', { id: surveyId });
  const collector = await request<{ createCollector: { collector: { slug: string } } }>(
    'mutation ($input: CreateCollectorInput!) { createCollector(input: $input) { collector { slug } } }',
    { input: { surveyId, name: 'Link' } },
  );
  const collectorSlug = collector.data.createCollector.collector.slug;
  const text = 'essay '.repeat(ESSAY_LENGTH / 6);
  for (let n = 0; n < RESPONSES; n += 1)
    await request(
      'mutation ($slug: String!, $answers: [AnswerInput!]) { respond(slug: $slug, answers: $answers) { response { id } } }',
      { slug: collectorSlug, answers: essayQuestionIds.map((questionId) => ({ questionId, text })) },
    );
  const { data } = await request<{ shows: { nodes: { id: string; screen: { seatCount: number } }[] } }>(
    '{ shows(first: 50) { nodes { id screen { seatCount } } } }',
  );
  const showId = data.shows.nodes.find(({ screen }) => screen.seatCount === 200)?.id;
  if (showId === undefined) throw new Error('There is no show with 200 seats to attack');
  const { hostname, port } = new URL(url);
  return { url, host: hostname, port: Number(port), token, surveyId, collectorSlug, essayQuestionIds, showId };
}
