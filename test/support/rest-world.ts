import type { RestAnswer, RestClient } from './rest.js';
import { until } from './until.js';

/** For each placeholder of the examples, the value that takes its place. */
export type Real = ReadonlyMap<string, string>;

const placeholder = (kind: string) => `0199f3a0-0000-${kind}-8000-000000000001`;
/** The placeholders that examples name. */
export const PLACEHOLDER = {
  survey: placeholder('8001'),
  page: placeholder('8002'),
  question: placeholder('8003'),
  option: placeholder('8004'),
  collector: placeholder('8005'),
  response: placeholder('8006'),
  quota: placeholder('8007'),
  slug: 'R3sp0ndH3re_abcd',
  token: 'the-token-that-startResponse-gave',
  movie: placeholder('8010'),
  venue: placeholder('8011'),
  screen: placeholder('8012'),
  show: placeholder('8013'),
  hold: placeholder('8015'),
  booking: placeholder('8016'),
  payment: placeholder('8017'),
  event: placeholder('8020'),
  deadLetter: placeholder('8022'),
  parkedEvent: '0199f3a0-0000-8020-8000-0000000000f1',
} as const;

/** A survey of its own with all its parts: a draft, or open with a response in progress and a whole one. */
export async function surveyWorld(owner: RestClient, status: 'draft' | 'open'): Promise<Real> {
  const questions = [
    { heading: 'Would you come again?', family: 'single_choice', options: [{ label: 'Yes' }, { label: 'No' }] },
  ];
  const { body: survey } = await succeeded(
    owner.post('/surveys?expand=pages.questions', {
      title: 'A survey',
      pages: [{ title: 'First', questions }, { title: 'Second' }],
    }),
  );
  const [page] = survey.pages;
  const [question] = page.questions;
  const [option] = question.options;
  const { body: collector } = await succeeded(owner.post(`/surveys/${survey.id}/collectors`, { name: 'Link' }));
  const { body: quota } = await succeeded(
    owner.put(`/questions/${question.id}/options/${option.id}/quota`, { limit: 10 }),
  );
  const made = new Map<string, string>([
    [PLACEHOLDER.survey, survey.id],
    [PLACEHOLDER.page, page.id],
    [PLACEHOLDER.question, question.id],
    [PLACEHOLDER.option, option.id],
    [PLACEHOLDER.collector, collector.id],
    [PLACEHOLDER.slug, collector.slug],
    [PLACEHOLDER.quota, quota.id],
  ]);
  if (status === 'draft') return made;
  await succeeded(owner.post(`/surveys/${survey.id}/publish`));
  await succeeded(
    owner.post(`/collector-links/${collector.slug}/responses`, {
      answers: [{ questionId: question.id, optionIds: [option.id] }],
    }),
  );
  const { body: response } = await succeeded(owner.post(`/collector-links/${collector.slug}/responses`));
  return made.set(PLACEHOLDER.response, response.id).set(PLACEHOLDER.token, response.responseToken);
}

/** A venue, screen and show of its own, with a hold, and a booking that is paid or awaits its payment. */
export async function bookingWorld(owner: RestClient, movieId: string, booking: 'pending' | 'paid'): Promise<Real> {
  const { body: venue } = await succeeded(
    owner.post('/venues', { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' }),
  );
  const layout = [
    { row: 'A', seats: 10, tier: 'standard' },
    { row: 'B', seats: 8, tier: 'premium' },
  ];
  const { body: screen } = await succeeded(owner.post(`/venues/${venue.id}/screens`, { name: 'One', layout }));
  const tiers = [
    { code: 'standard', name: 'Standard', price: '12.50' },
    { code: 'premium', name: 'Premium', price: '17.00' },
  ];
  const { body: show } = await succeeded(
    owner.post('/shows', { movieId, screenId: screen.id, startsAt: '2030-01-30T19:30:00Z', currency: 'EUR', tiers }),
  );
  const hold = async (label: string) =>
    (await succeeded(owner.post(`/shows/${show.id}/holds`, { seatLabels: [label] }))).body.id as string;
  const { body: booked } = await succeeded(
    owner.post('/bookings', { holdId: await hold('A9'), email: 'bea@example.com' }),
  );
  const made = new Map<string, string>([
    [PLACEHOLDER.movie, movieId],
    [PLACEHOLDER.venue, venue.id],
    [PLACEHOLDER.screen, screen.id],
    [PLACEHOLDER.show, show.id],
    [PLACEHOLDER.hold, await hold('A10')],
    [PLACEHOLDER.booking, booked.id],
  ]);
  if (booking === 'pending') return made;
  await succeeded(owner.post(`/bookings/${booked.id}/payments`, { paymentToken: 'tok_success' }));
  const { body: payments } = await succeeded(owner.get(`/bookings/${booked.id}/payments`));
  return made.set(PLACEHOLDER.payment, payments.data[0].id);
}

/** An event of the tenant in the log. */
export async function eventWorld(owner: RestClient): Promise<Real> {
  let id: string | undefined;
  await until('the log has an event', async () => {
    id = (await succeeded(owner.get('/event-logs?first=1'))).body.data[0]?.id;
    return id !== undefined;
  });
  return new Map([[PLACEHOLDER.event, id ?? '']]);
}

/** Waits until the read models contain every event of the survey and the show that were made. */
export async function readModelWorld(owner: RestClient, real: Real): Promise<void> {
  const [surveyId, showId] = [real.get(PLACEHOLDER.survey), real.get(PLACEHOLDER.show)];
  const contains = (what: string, path: string, isWhole: (body: RestAnswer['body']) => boolean) =>
    until(what, async () => {
      const { status, body } = await owner.get(path);
      return status === 200 && isWhole(body);
    });
  if (surveyId !== undefined)
    await contains(
      'both responses are counted',
      `/surveys/${surveyId}/activity`,
      ({ started, completed }) => started === 2 && completed === 1,
    );
  if (showId === undefined) return;
  const { body: show } = await succeeded(owner.get(`/shows/${showId}`));
  await contains(
    'every change of the seats has arrived',
    `/shows/${showId}/seat-inventory`,
    ({ seatMapVersion }) => seatMapVersion === show.seatMapVersion,
  );
}

async function succeeded(request: ReturnType<RestClient['get']>): ReturnType<RestClient['get']> {
  const answer = await request;
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text}`);
  return answer;
}
