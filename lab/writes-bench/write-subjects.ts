import type pg from 'pg';
import type { GraphQLRequest } from '../graphql-request.js';
import { newGatewayId } from './gateway-ids.js';

/** The targets of the writes: the link of an open survey, and screens for new shows. */
export interface WriteSubjects {
  readonly slug: string;
  readonly answers: readonly { readonly questionId: string; readonly optionIds: readonly string[] }[];
  /** A new show of 200 seats, and their labels. */
  newShow(): Promise<{ readonly showId: string; readonly labels: readonly string[] }>;
}

const ROWS = 'ABCDEFGHIJ'.split('');
const SEATS = 20;
const DAY_MS = 86_400_000;

const numbered = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

/** The pages of a survey of 20 questions with 5 options each. */
export const SURVEY_PAGES = numbered(4, (page) => ({
  title: `Page ${page}`,
  questions: numbered(5, (question) => ({
    heading: `Question ${question} of page ${page}: how much do you agree?`,
    options: numbered(5, (option) => ({ label: `Answer ${option}`, value: option })),
  })),
}));

/** The same as the gateway's input. */
export const SURVEY_INPUT = SURVEY_PAGES.map((page) => ({
  ...page,
  questions: page.questions.map((question) => ({ ...question, family: 'SINGLE_CHOICE' })),
}));

/** Makes the subjects through the gateway. */
export async function createSubjects(request: GraphQLRequest, pool: pg.Pool): Promise<WriteSubjects> {
  const create = async (field: string, mutation: string, input: unknown) => {
    const { data } = await request<Record<string, Record<string, { id: string; slug: string }>>>(mutation, { input });
    return Object.values(data[field] ?? {})[0] as { id: string; slug: string };
  };
  const survey = await create(
    'createSurvey',
    'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }',
    { title: 'To be answered', pages: SURVEY_INPUT },
  );
  await request('mutation ($id: ID!) { publishSurvey(id: $id) { survey { id } } }', { id: survey.id });
  const { slug } = await create(
    'createCollector',
    'mutation ($input: CreateCollectorInput!) { createCollector(input: $input) { collector { id slug } } }',
    { surveyId: survey.id, name: 'Link' },
  );
  const { data } = await request<{ survey: { pages: { questions: { id: string; options: { id: string }[] }[] }[] } }>(
    'query ($id: ID!) { survey(id: $id) { pages { questions { id options { id } } } } }',
    { id: survey.id },
  );
  const answers = data.survey.pages
    .flatMap(({ questions }) => questions)
    .map(({ id, options }) => ({ questionId: id, optionIds: options.slice(0, 1).map((option) => option.id) }));

  const movieId = newGatewayId('Movie');
  await pool.query('INSERT INTO movie (id, source_key, title) VALUES ($1::uuid, $1::text, $2)', [
    movieId,
    'bench-writes',
  ]);
  const venue = await create(
    'createVenue',
    'mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }',
    { name: 'Bench', city: 'Berlin', timeZone: 'Europe/Berlin' },
  );
  const screen = await create(
    'createScreen',
    'mutation ($input: CreateScreenInput!) { createScreen(input: $input) { screen { id } } }',
    { venueId: venue.id, name: '1', layout: ROWS.map((row) => ({ row, seats: SEATS, tier: 'standard' })) },
  );
  let shows = 0;
  return {
    slug,
    answers,
    async newShow() {
      shows += 1;
      const { id } = await create(
        'createShow',
        'mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }',
        {
          movieId,
          screenId: screen.id,
          startsAt: new Date(Date.now() + shows * DAY_MS).toISOString(),
          currency: 'EUR',
          tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
        },
      );
      return { showId: id, labels: ROWS.flatMap((row) => numbered(SEATS, (seat) => `${row}${seat}`)) };
    },
  };
}
