import { setTimeout as sleep } from 'node:timers/promises';
import type { RestRequests } from './rest-requests.js';

/** For each parameter that identifies a resource, the IDs of existing resources. */
export type ParameterValues = Readonly<Record<string, readonly string[]>>;

const EVENTS_WITHIN_MS = 30_000;
const QUESTIONS = [
  {
    heading: 'Would you come again?',
    family: 'single_choice',
    options: [{ label: 'Yes' }, { label: 'No', disqualifies: true }],
  },
  {
    heading: 'What did you like?',
    family: 'multiple_choice',
    options: [{ label: 'Film' }, { label: 'Seats' }, { label: 'Snacks' }],
  },
  {
    heading: 'How was it?',
    family: 'rating',
    options: [
      { label: 'Bad', value: 1 },
      { label: 'Good', value: 5 },
    ],
  },
  { heading: 'How often do you come?', family: 'numeric' },
  { heading: 'Anything else?', family: 'open_ended' },
];
const ROWS = ['A', 'B', 'C', 'D', 'E', 'F'];

/** Creates resources of every kind in the tenant of `requests`. Resolves to their IDs. */
export async function seedEverything(requests: RestRequests): Promise<ParameterValues> {
  const [surveys, bookings] = [await seedSurveys(requests), await seedBookings(requests)];
  return { ...surveys, ...bookings, eventId: await eventIds(requests) };
}

async function seedSurveys(requests: RestRequests): Promise<ParameterValues> {
  const known = {
    surveyId: [],
    pageId: [],
    questionId: [],
    optionId: [],
    quotaId: [],
    collectorId: [],
    slug: [],
    responseId: [],
    responseToken: [],
  } as Record<string, string[]>;
  const note = (name: string, ...values: string[]) => known[name]?.push(...values);
  for (const status of ['draft', 'draft', 'open', 'open', 'closed']) {
    const survey = await requests.post('/surveys?expand=pages.questions', {
      title: `A survey, ${status}`,
      pages: [{ title: 'First', questions: QUESTIONS }, { title: 'Second' }],
    });
    const collector = await requests.post(`/surveys/${survey.id}/collectors`, { name: 'Link' });
    const [question] = survey.pages[0].questions;
    const quota = await requests.put(`/questions/${question.id}/options/${question.options[0].id}/quota`, {
      limit: 1000,
    });
    note('surveyId', survey.id);
    note('pageId', ...survey.pages.map(({ id }: { id: string }) => id));
    note('questionId', question.id);
    note('optionId', question.options[0].id);
    note('quotaId', quota.id);
    note('collectorId', collector.id);
    note('slug', collector.slug);
    if (status === 'draft') continue;
    await requests.post(`/surveys/${survey.id}/publish`);
    const answers = [{ questionId: question.id, optionIds: [question.options[0].id] }];
    const whole = await requests.post(`/collector-links/${collector.slug}/responses`, { answers });
    const { responseToken, ...started } = await requests.post(`/collector-links/${collector.slug}/responses`);
    note('responseId', started.id, ...(status === 'open' ? [] : [whole.id]));
    note('responseToken', responseToken);
    if (status === 'closed') await requests.post(`/surveys/${survey.id}/close`);
  }
  return known;
}

async function seedBookings(requests: RestRequests): Promise<ParameterValues> {
  const { data: movies } = await requests.get('/movies?first=5');
  const venue = await requests.post('/venues', { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' });
  const screen = await requests.post(`/venues/${venue.id}/screens`, {
    name: 'Screen 1',
    layout: ROWS.map((row) => ({ row, seats: 10, tier: 'standard' })),
  });
  const known = { showId: [], holdId: [], bookingId: [], paymentId: [] } as Record<string, string[]>;
  for (const day of ['10', '11', '12']) {
    const show = await requests.post('/shows', {
      movieId: movies[0].id,
      screenId: screen.id,
      startsAt: `2035-01-${day}T19:30:00Z`,
      currency: 'EUR',
      tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
    });
    known['showId']?.push(show.id);
    const hold = async (label: string) =>
      (await requests.post(`/shows/${show.id}/holds`, { seatLabels: [label], minutes: 120 })).id as string;
    known['holdId']?.push(await hold('A1'), await hold('A2'));
    const pending = await requests.post('/bookings', { holdId: await hold('A3'), email: 'bea@example.com' });
    const paid = await requests.post('/bookings', { holdId: await hold('A4'), email: 'bea@example.com' });
    await requests.post(`/bookings/${paid.id}/payments`, { paymentToken: 'tok_success' });
    const { data: payments } = await requests.get(`/bookings/${paid.id}/payments`);
    known['bookingId']?.push(pending.id, paid.id);
    known['paymentId']?.push(payments[0].id);
  }
  return { movieId: movies.map(({ id }: { id: string }) => id), venueId: [venue.id], screenId: [screen.id], ...known };
}

/** Events are in the log a moment after what they tell of. */
async function eventIds(requests: RestRequests): Promise<readonly string[]> {
  for (const deadline = Date.now() + EVENTS_WITHIN_MS; ; await sleep(200)) {
    const { data } = await requests.get('/event-logs?first=20');
    if (data.length >= 20) return data.map(({ id }: { id: string }) => id);
    if (Date.now() > deadline) throw new Error('The events did not come into the log');
  }
}
