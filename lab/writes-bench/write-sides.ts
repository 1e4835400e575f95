import { SURVEY_INPUT, SURVEY_PAGES } from './write-subjects.js';

/** The result of a write, on either side. */
export interface Written {
  readonly id: string;
  readonly status: string;
}

/** One of the two that are compared. */
export interface Side {
  readonly name: 'gateway' | 'handWritten';
  readonly pid: number;
  /** The application_name of its connections to PostgreSQL; `%` is any text. */
  readonly connections: string;
  hold(showId: string, seatLabels: readonly string[]): Promise<Written>;
  book(holdId: string): Promise<Written>;
  pay(bookingId: string): Promise<Written>;
  respond(slug: string, answers: readonly object[]): Promise<Written>;
  createSurvey(title: string): Promise<Written>;
}

interface Server {
  readonly url: string;
  readonly pid: number;
}

const EMAIL = 'bea@example.com';
const TOKEN = 'tok_success';

/** Sends JSON. Throws when the answer is not 200. */
async function post<Answer>(url: string, token: string, body: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Answer;
}

/** The gateway, by GraphQL. */
export function gatewaySide({ url, pid }: Server, token: string): Side {
  async function mutate(field: string, part: string, document: string, variables: object): Promise<Written> {
    const answer = await post<{ data?: Record<string, Record<string, Written>>; errors?: unknown }>(
      `${url}/graphql`,
      token,
      { query: document, variables },
    );
    const written = answer.data?.[field]?.[part];
    if (answer.errors !== undefined || written === undefined) throw new Error(JSON.stringify(answer).slice(0, 500));
    return written;
  }
  return {
    name: 'gateway',
    pid,
    connections: 'graphql-gateway%',
    hold: (showId, seatLabels) =>
      mutate(
        'holdSeats',
        'hold',
        'mutation Hold($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id status seatLabels } } }',
        { input: { showId, seatLabels } },
      ),
    book: (holdId) =>
      mutate(
        'createBooking',
        'booking',
        'mutation Book($input: CreateBookingInput!) { createBooking(input: $input) { booking { id status version } } }',
        { input: { holdId, email: EMAIL } },
      ),
    pay: (bookingId) =>
      mutate(
        'payBooking',
        'booking',
        'mutation Pay($input: PayBookingInput!) { payBooking(input: $input) { booking { id status version } } }',
        { input: { bookingId, paymentToken: TOKEN } },
      ),
    respond: (slug, answers) =>
      mutate(
        'respond',
        'response',
        'mutation Respond($slug: String!, $answers: [AnswerInput!]) { respond(slug: $slug, answers: $answers) { response { id status } } }',
        { slug, answers },
      ),
    createSurvey: (title) =>
      mutate(
        'createSurvey',
        'survey',
        'mutation Create($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id status version } } }',
        { input: { title, pages: SURVEY_INPUT } },
      ),
  };
}

/** The hand-written endpoints. */
export function handWrittenSide({ url, pid }: Server, token: string): Side {
  const send = (path: string, body: object) => post<Written>(`${url}${path}`, token, body);
  return {
    name: 'handWritten',
    pid,
    connections: 'hand-written',
    hold: (showId, seatLabels) => send('/holds', { showId, seatLabels }),
    book: (holdId) => send('/bookings', { holdId, email: EMAIL }),
    pay: (bookingId) => send('/payments', { bookingId, paymentToken: TOKEN }),
    respond: (slug, answers) => send('/responses', { slug, answers }),
    createSurvey: (title) => send('/surveys', { title, pages: SURVEY_PAGES }),
  };
}
