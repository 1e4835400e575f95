import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createMovieImportStore } from '../../../src/stores/postgres/bookings/movie-import-store.js';
import { importedMovie, type ImportedMovie } from '../../../src/importers/movies/movie-import.js';
import { countedMutations } from '../../support/counted-requests.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';

jest.setTimeout(120_000);

let gateway: TestGateway;
let owner: string;
let movieId: string;
beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
  const movie = importedMovie({ Title: 'The Land Girls', 'Release Date': 'Jun 12 1998' }) as ImportedMovie;
  await createMovieImportStore(gateway.gateway.parts.database).insertMovies([movie]);
  movieId = movie.id;
}, 60_000);
afterAll(() => gateway?.stop());

const YES_NO = 'heading: "Coffee?" family: SINGLE_CHOICE options: [{ label: "Yes" }, { label: "No" }]';
const QUESTION = 'id heading options { id label }';
const SURVEY = 'id title status version createdAt updatedAt';
const RESPONSE = 'id status startedAt submittedAt';
const HOLD = 'id status seatLabels total { amount } expiresAt';
const BOOKING = 'id status email total { amount } version';

/** Every mutation of surveys. Resolves to the statements of each. */
async function surveyMutations(isKeyed: boolean) {
  const { counts, send } = countedMutations(gateway, isKeyed);
  const pages = `pages: [{ title: "One" questions: [{ ${YES_NO} }, { heading: "Why?" family: OPEN_ENDED }] }]`;
  const { survey } = await send('createSurvey', `input: { title: "Coffee" ${pages} }`, `survey { ${SURVEY} }`, owner);
  const id = `id: "${survey.id}"`;
  const surveyId = `surveyId: "${survey.id}"`;
  await send('updateSurvey', `input: { ${id} title: "Tea" }`, `survey { ${SURVEY} }`, owner);
  const added = await send(
    'addPage',
    `input: { ${surveyId} title: "Two" }`,
    `page { id title } survey { ${SURVEY} }`,
    owner,
  );
  await send(
    'updatePage',
    `input: { id: "${added.page.id}" title: "2" }`,
    `page { id title } survey { ${SURVEY} }`,
    owner,
  );
  const { question } = await send(
    'addQuestion',
    `input: { pageId: "${added.page.id}" question: { ${YES_NO} } }`,
    `question { ${QUESTION} } survey { ${SURVEY} }`,
    owner,
  );
  await send(
    'updateQuestion',
    `input: { id: "${question.id}" question: { ${YES_NO} required: true } }`,
    `question { ${QUESTION} } survey { ${SURVEY} }`,
    owner,
  );
  await send('deleteQuestion', `id: "${question.id}"`, 'deletedId', owner);
  await send('deletePage', `id: "${added.page.id}"`, 'deletedId', owner);
  await send('publishSurvey', id, `survey { ${SURVEY} }`, owner);
  const { collector } = await send(
    'createCollector',
    `input: { ${surveyId} name: "Link" }`,
    'collector { id slug status }',
    owner,
  );
  const read = await gateway.data(`{ survey(${id}) { pages { questions { ${QUESTION} } } } }`, {}, owner);
  const [choice, text] = read.survey.pages[0].questions;
  const [yes, no] = choice.options;
  const { quota } = await send(
    'setQuota',
    `input: { questionId: "${choice.id}" optionId: "${yes.id}" limit: 10 }`,
    'quota { id limit filled }',
    owner,
  );
  const slug = `slug: "${collector.slug}"`;
  const answers = `answers: [{ questionId: "${choice.id}" optionIds: ["${yes.id}"] }, { questionId: "${text.id}" text: "Because" }]`;
  await send('respond', `${slug} ${answers}`, `response { ${RESPONSE} }`);
  await send('submitResponses', `${slug} responses: [{ ${answers} }, { ${answers} }]`, `responses { ${RESPONSE} }`);
  const { response, responseToken } = await send('startResponse', slug, `response { ${RESPONSE} } responseToken`);
  const mine = `responseId: "${response.id}" responseToken: "${responseToken}"`;
  await send('saveAnswers', `input: { ${mine} ${answers} }`, `response { ${RESPONSE} }`);
  await send(
    'submitResponse',
    `input: { ${mine} answers: [{ questionId: "${choice.id}" optionIds: ["${no.id}"] }] }`,
    `response { ${RESPONSE} }`,
  );
  await send('deleteQuota', `id: "${quota.id}"`, 'deletedId', owner);
  await send('closeCollector', `id: "${collector.id}"`, 'collector { id status }', owner);
  await send('closeSurvey', id, `survey { ${SURVEY} }`, owner);
  const draft = await send('createSurvey', `input: { title: "Draft" ${pages} }`, `survey { ${SURVEY} }`, owner);
  await send('deleteSurvey', `id: "${draft.survey.id}"`, 'deletedId', owner);
  return counts;
}

/** Every mutation of the programme and of bookings. Resolves to the statements of each. */
async function bookingMutations(isKeyed: boolean) {
  const { counts, send } = countedMutations(gateway, isKeyed);
  const { venue } = await send(
    'createVenue',
    'input: { name: "Odeon" city: "Berlin" timeZone: "Europe/Berlin" }',
    'venue { id }',
    owner,
  );
  const { screen } = await send(
    'createScreen',
    `input: { venueId: "${venue.id}" name: "1" layout: [{ row: "A" seats: 10 tier: "standard" }] }`,
    'screen { id }',
    owner,
  );
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const { show } = await send(
    'createShow',
    `input: { movieId: "${movieId}" screenId: "${screen.id}" startsAt: "${startsAt}" currency: "EUR"
      tiers: [{ code: "standard" name: "Standard" price: "12.50" }] }`,
    'show { id status startsAt }',
    owner,
  );
  const hold = async (labels: string) =>
    (await send('holdSeats', `input: { showId: "${show.id}" seatLabels: [${labels}] }`, `hold { ${HOLD} }`, owner))
      .hold;
  const book = async (labels: string) => {
    const { id } = await hold(labels);
    const input = `input: { holdId: "${id}" email: "bea@example.com" }`;
    return (await send('createBooking', input, `booking { ${BOOKING} }`, owner)).booking;
  };
  const first = await hold('"A1", "A2"');
  await send('extendHold', `id: "${first.id}" minutes: 30`, `hold { ${HOLD} }`, owner);
  await send('releaseHold', `id: "${first.id}"`, `hold { ${HOLD} }`, owner);
  const booking = await book('"A1", "A2"');
  const paid = await send(
    'payBooking',
    `input: { bookingId: "${booking.id}" paymentToken: "tok_success" }`,
    `booking { ${BOOKING} }`,
    owner,
  );
  expect(paid.booking.status).toBe('CONFIRMED');
  await send('cancelBooking', `id: "${booking.id}"`, `booking { ${BOOKING} }`, owner);
  await send('cancelShow', `id: "${show.id}"`, 'show { id status }', owner);
  return counts;
}

/** By what is sent: the statements without an idempotency key, and with one. A payment and a cancellation are two transactions. */
type Counts = Readonly<Record<string, readonly [plain: number, keyed: number]>>;
const OF_SURVEYS: Counts = {
  createSurvey: [1, 2],
  updateSurvey: [2, 3],
  addPage: [5, 6],
  updatePage: [6, 7],
  addQuestion: [5, 6],
  updateQuestion: [6, 7],
  deleteQuestion: [6, 7],
  deletePage: [6, 7],
  publishSurvey: [3, 4],
  createCollector: [3, 4],
  setQuota: [5, 6],
  // The first response of a survey reads its questions too.
  respond: [3, 4],
  submitResponses: [2, 3],
  startResponse: [2, 3],
  saveAnswers: [3, 4],
  submitResponse: [5, 6],
  deleteQuota: [2, 3],
  closeCollector: [3, 4],
  closeSurvey: [2, 3],
  deleteSurvey: [2, 3],
};
const OF_BOOKINGS: Counts = {
  createVenue: [1, 2],
  createScreen: [4, 5],
  createShow: [4, 5],
  holdSeats: [2, 3],
  extendHold: [2, 3],
  releaseHold: [3, 4],
  createBooking: [2, 3],
  payBooking: [5, 7],
  cancelBooking: [6, 7],
  cancelShow: [5, 6],
};

const column = (counts: Counts, index: 0 | 1) =>
  Object.fromEntries(Object.entries(counts).map(([name, both]) => [name, both[index]]));

describe('the statements of a mutation, its commit included', () => {
  it('of surveys are these, without an idempotency key', async () => {
    expect(await surveyMutations(false)).toEqual(column(OF_SURVEYS, 0));
  });

  it('of surveys are these, with an idempotency key', async () => {
    expect(await surveyMutations(true)).toEqual(column(OF_SURVEYS, 1));
  });

  it('of bookings are these, without an idempotency key', async () => {
    expect(await bookingMutations(false)).toEqual(column(OF_BOOKINGS, 0));
  });

  it('of bookings are these, with an idempotency key', async () => {
    expect(await bookingMutations(true)).toEqual(column(OF_BOOKINGS, 1));
  });
});
