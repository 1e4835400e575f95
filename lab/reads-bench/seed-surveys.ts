import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLRequest } from '../graphql-request.js';

/** The data of the scenarios. The first run creates it through the gateway, and later runs find it. */
export interface ReadSubjects {
  readonly survey: string;
  readonly show: string;
}

const SURVEYS = 20;
const PAGES = 4;
const QUESTIONS = 5;
const OPTIONS = 5;
const RESPONSES = 3;
const EVENTS_WANTED = 51;

const numbered = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));
const pages = numbered(PAGES, (page) => ({
  title: `Page ${page}`,
  questions: numbered(QUESTIONS, (question) => ({
    heading: `Question ${question} of page ${page}: how much do you agree?`,
    family: 'SINGLE_CHOICE',
    options: numbered(OPTIONS, (option) => ({ label: `Answer ${option}`, value: option })),
  })),
}));

/** Twenty open surveys of 4 pages, 20 questions and 100 options with three responses each, and a show of 200 seats. */
export async function seedSurveys(request: GraphQLRequest): Promise<ReadSubjects> {
  const known = await surveyIds(request);
  for (let index = known.length; index < SURVEYS; index += 1)
    await createSurvey(request, `Benchmark survey ${index + 1}`);
  await eventsLogged(request);
  const [survey] = await surveyIds(request);
  const { data } = await request<{ shows: { nodes: { id: string; screen: { seatCount: number } }[] } }>(
    '{ shows(first: 50) { nodes { id screen { seatCount } } } }',
  );
  const show = data.shows.nodes.find(({ screen }) => screen.seatCount === 200);
  if (survey === undefined || show === undefined)
    throw new Error('There is no survey, or no show with 200 seats, to read');
  return { survey, show: show.id };
}

async function surveyIds(request: GraphQLRequest): Promise<string[]> {
  const { data } = await request<{ surveys: { nodes: { id: string }[] } }>(
    `{ surveys(first: ${SURVEYS}) { nodes { id } } }`,
  );
  return data.surveys.nodes.map(({ id }) => id);
}

async function createSurvey(request: GraphQLRequest, title: string): Promise<void> {
  const created = await request<{ createSurvey: { survey: { id: string } } }>(
    'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }',
    { input: { title, pages } },
  );
  const { id } = created.data.createSurvey.survey;
  await request('mutation ($id: ID!) { publishSurvey(id: $id) { survey { id } } }', { id });
  const collector = await request<{ createCollector: { collector: { slug: string } } }>(
    'mutation ($input: CreateCollectorInput!) { createCollector(input: $input) { collector { slug } } }',
    { input: { surveyId: id, name: 'Link' } },
  );
  const { slug } = collector.data.createCollector.collector;
  for (let index = 0; index < RESPONSES; index += 1)
    await request('mutation ($slug: String!) { startResponse(slug: $slug) { responseToken } }', { slug });
}

/**
 * Waits until the event log has all events. Events reach it after the commits, and a later one would change answers.
 */
async function eventsLogged(request: GraphQLRequest): Promise<void> {
  let before = -1;
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const { data } = await request<{ eventLogs: { totalCount: number } }>('{ eventLogs(first: 1) { totalCount } }');
    if (data.eventLogs.totalCount >= EVENTS_WANTED && data.eventLogs.totalCount === before) return;
    before = data.eventLogs.totalCount;
    await sleep(1_000);
  }
  throw new Error('The event log did not come to rest');
}
