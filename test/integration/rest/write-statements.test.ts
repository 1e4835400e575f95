import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { countedRequests } from '../../support/counted-requests.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { makeProgramme, type Programme } from '../../support/rest-programme.js';

jest.setTimeout(120_000);

let gateway: TestGateway;
let owner: RestClient;
let anyone: RestClient;
let programme: Programme;
beforeAll(async () => {
  gateway = await startGateway();
  owner = restClient(gateway.url, await gateway.token('owner'));
  anyone = restClient(gateway.url);
  programme = await makeProgramme(gateway, owner);
}, 60_000);
afterAll(() => gateway?.stop());

const QUESTION = { heading: 'Coffee?', family: 'single_choice', options: [{ label: 'Yes' }, { label: 'No' }] };

/** Writes of surveys. Resolves to the statements of each. */
async function surveyRequests(isKeyed: boolean) {
  const { counts, send } = countedRequests(isKeyed);
  const { id } = await send('create survey', owner, 'POST', '/surveys', {
    title: 'Coffee',
    pages: [{ title: 'One', questions: [QUESTION, { heading: 'Why?', family: 'open_ended' }] }],
  });
  await send('change survey', owner, 'PATCH', `/surveys/${id}`, { title: 'Tea' });
  const page = await send('add page', owner, 'POST', `/surveys/${id}/pages`, { title: 'Two' });
  await send('change page', owner, 'PATCH', `/pages/${page.id}`, { title: '2' });
  const question = await send('add question', owner, 'POST', `/pages/${page.id}/questions`, QUESTION);
  await send('replace question', owner, 'PUT', `/questions/${question.id}`, { ...QUESTION, required: true });
  await send('change question', owner, 'PATCH', `/questions/${question.id}`, { required: false });
  await send('delete question', owner, 'DELETE', `/questions/${question.id}`);
  await send('delete page', owner, 'DELETE', `/pages/${page.id}`);
  await send('publish survey', owner, 'POST', `/surveys/${id}/publish`);
  const collector = await send('create collector', owner, 'POST', `/surveys/${id}/collectors`, { name: 'Link' });
  const survey = (await owner.get(`/surveys/${id}?expand=pages.questions`)).body;
  const [choice, text] = survey.pages[0].questions;
  const [yes] = choice.options;
  const answers = [
    { questionId: choice.id, optionIds: [yes.id] },
    { questionId: text.id, text: 'Because' },
  ];
  const link = `/collector-links/${collector.slug}/responses`;
  const quota = await send('set quota', owner, 'PUT', `/questions/${choice.id}/options/${yes.id}/quota`, { limit: 10 });
  await send('respond', anyone, 'POST', link, { answers });
  await send('submit responses', anyone, 'POST', `${link}/bulk`, { responses: [{ answers }, { answers }] });
  const started = await send('start response', anyone, 'POST', link);
  const headers = { 'response-token': started.responseToken };
  const response = `/responses/${started.response?.id ?? started.id}`;
  await send('save answers', anyone, 'POST', `${response}/answers`, { answers }, headers);
  await send('submit response', anyone, 'POST', `${response}/submit`, { answers: [] }, headers);
  await send('delete quota', owner, 'DELETE', `/quotas/${quota.id}`);
  await send('close collector', owner, 'POST', `/collectors/${collector.id}/close`);
  await send('close survey', owner, 'POST', `/surveys/${id}/close`);
  return counts;
}

/** Writes of shows and bookings. Resolves to the statements of each. */
async function bookingRequests(isKeyed: boolean) {
  const { counts, send } = countedRequests(isKeyed);
  const show = await programme.show();
  const hold = (seatLabels: readonly string[]) =>
    send('hold seats', owner, 'POST', `/shows/${show}/holds`, { seatLabels });
  const first = await hold(['A1', 'A2']);
  await send('extend hold', owner, 'PATCH', `/holds/${first.id}`, { minutes: 30 });
  await send('release hold', owner, 'DELETE', `/holds/${first.id}`);
  const { id: holdId } = await hold(['A1', 'A2']);
  const booking = await send('create booking', owner, 'POST', '/bookings', { holdId, email: 'bea@example.com' });
  const paid = await send('pay booking', owner, 'POST', `/bookings/${booking.id}/payments`, {
    paymentToken: 'tok_success',
  });
  expect(paid.status).toBe('confirmed');
  await send('cancel booking', owner, 'POST', `/bookings/${booking.id}/cancel`);
  await send('cancel show', owner, 'POST', `/shows/${show}/cancel`);
  return counts;
}

/** By what is sent: the statements without an idempotency key, and with one. A payment and a cancellation are two transactions. */
type Counts = Readonly<Record<string, readonly [plain: number, keyed: number]>>;
const OF_SURVEYS: Counts = {
  'create survey': [1, 2],
  'change survey': [3, 4],
  'add page': [5, 6],
  'change page': [6, 7],
  'add question': [5, 6],
  'replace question': [6, 7],
  'change question': [6, 7],
  'delete question': [6, 7],
  'delete page': [6, 7],
  'publish survey': [4, 5],
  'create collector': [3, 4],
  'set quota': [5, 6],
  // The first response of a survey reads its questions too.
  respond: [3, 4],
  'submit responses': [2, 3],
  'start response': [2, 3],
  'save answers': [3, 4],
  'submit response': [4, 5],
  'delete quota': [2, 3],
  'close collector': [3, 4],
  'close survey': [3, 4],
};
const OF_BOOKINGS: Counts = {
  'hold seats': [2, 3],
  'extend hold': [2, 3],
  'release hold': [3, 4],
  'create booking': [2, 3],
  'pay booking': [5, 7],
  'cancel booking': [6, 7],
  'cancel show': [6, 7],
};

const column = (counts: Counts, index: 0 | 1) =>
  Object.fromEntries(Object.entries(counts).map(([name, both]) => [name, both[index]]));

describe('the statements of a write over REST, its commit included', () => {
  it('of surveys are these, without an idempotency key', async () => {
    expect(await surveyRequests(false)).toEqual(column(OF_SURVEYS, 0));
  });

  it('of surveys are these, with an idempotency key', async () => {
    expect(await surveyRequests(true)).toEqual(column(OF_SURVEYS, 1));
  });

  it('of bookings are these, without an idempotency key', async () => {
    expect(await bookingRequests(false)).toEqual(column(OF_BOOKINGS, 0));
  });

  it('of bookings are these, with an idempotency key', async () => {
    expect(await bookingRequests(true)).toEqual(column(OF_BOOKINGS, 1));
  });
});
