/**
 * The gateway as its two ports offer it, for scenarios that are written once and hold over both. Answers are plain JSON
 * with REST's spelling (enum values in small letters); a failure rejects with an ApiError.
 */
// Any: scenarios read answers by path.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Thing = any;
export type Input = Readonly<Record<string, unknown>>;

/** A refusal, by the code that both ports share. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
    readonly details: Input,
  ) {
    super(`${code}: ${message}`);
  }
}

export interface ListRequest {
  readonly filter?: Input;
  /** `title` ascending, `-title` descending. */
  readonly sort?: string;
  readonly first?: number;
  readonly after?: string;
}
export interface ListAnswer {
  readonly items: readonly Thing[];
  /** The cursor behind the page, while more follow. */
  readonly next: string | null;
  readonly totalCount: number;
}

export interface Write {
  /** Idempotency key. */
  readonly key?: string;
  readonly expectedVersion?: number;
}

/** The operations of one caller, who has a token or is anonymous. */
export interface GatewayApi {
  viewer(): Promise<Thing>;
  createSurvey(input: Input, write?: Write): Promise<Thing>;
  /** With its pages, their questions, collectors and quotas. */
  survey(id: string): Promise<Thing>;
  surveys(request?: ListRequest): Promise<ListAnswer>;
  updateSurvey(id: string, changes: Input, write?: Write): Promise<Thing>;
  deleteSurvey(id: string, write?: Write): Promise<void>;
  publishSurvey(id: string, write?: Write): Promise<Thing>;
  closeSurvey(id: string, write?: Write): Promise<Thing>;
  addPage(surveyId: string, input: Input, write?: Write): Promise<Thing>;
  updatePage(id: string, changes: Input, write?: Write): Promise<Thing>;
  deletePage(id: string, write?: Write): Promise<void>;
  addQuestion(pageId: string, question: Input, write?: Write): Promise<Thing>;
  replaceQuestion(id: string, question: Input, write?: Write): Promise<Thing>;
  deleteQuestion(id: string, write?: Write): Promise<void>;
  createCollector(surveyId: string, name: string): Promise<Thing>;
  closeCollector(id: string): Promise<Thing>;
  /** The collector of a link as a respondent reads it, with the survey's title and questions. */
  collectorLink(slug: string): Promise<Thing>;
  setQuota(questionId: string, optionId: string, limit: number): Promise<Thing>;
  startResponse(slug: string, write?: Write): Promise<{ readonly response: Thing; readonly responseToken: string }>;
  saveAnswers(responseId: string, responseToken: string, answers: readonly Input[]): Promise<Thing>;
  submitResponse(responseId: string, responseToken: string, answers: readonly Input[]): Promise<Thing>;
  submitResponses(slug: string, responses: readonly Input[], write?: Write): Promise<readonly Thing[]>;
  /** With its answers. */
  response(id: string, responseToken?: string): Promise<Thing>;
  responses(surveyId: string, request?: ListRequest): Promise<ListAnswer>;
  results(surveyId: string): Promise<readonly Thing[]>;
  trends(surveyId: string, interval: string): Promise<readonly Thing[]>;
  /** From the read model, with its choices and its days; NOT_FOUND until it has an event of the survey. */
  surveyActivity(surveyId: string): Promise<Thing>;
  movies(request?: ListRequest): Promise<ListAnswer>;
  movie(id: string): Promise<Thing>;
  createVenue(input: Input): Promise<Thing>;
  createScreen(venueId: string, input: Input): Promise<Thing>;
  createShow(input: Input): Promise<Thing>;
  cancelShow(id: string): Promise<Thing>;
  /** With movie, screen, tiers and seat counts. */
  show(id: string): Promise<Thing>;
  seats(showId: string): Promise<readonly Thing[]>;
  /** From the read model, with its seats; NOT_FOUND until it has an event of the show. */
  seatInventory(showId: string): Promise<Thing>;
  holdSeats(showId: string, seatLabels: readonly string[], write?: Write): Promise<Thing>;
  extendHold(id: string, minutes: number): Promise<Thing>;
  releaseHold(id: string): Promise<void>;
  hold(id: string): Promise<Thing>;
  createBooking(holdId: string, email: string, write?: Write): Promise<Thing>;
  payBooking(id: string, paymentToken: string, write?: Write): Promise<Thing>;
  cancelBooking(id: string, write?: Write): Promise<Thing>;
  /** With its seats and payments. */
  booking(id: string): Promise<Thing>;
  bookings(request?: ListRequest): Promise<ListAnswer>;
  eventLogs(request?: ListRequest): Promise<ListAnswer>;
  eventActivity(from: string, to: string): Promise<readonly Thing[]>;
  eventJourney(eventId: string): Promise<Thing>;
  eventJourneys(traceparent: string): Promise<readonly Thing[]>;
  deadLetters(request?: ListRequest): Promise<ListAnswer>;
  deadLetter(id: string): Promise<Thing>;
  deadLetterContent(id: string): Promise<Thing>;
  redriveDeadLetters(input: Input, write?: Write): Promise<Thing>;
  cluster(): Promise<Thing>;
  topics(): Promise<readonly Thing[]>;
  topic(name: string): Promise<Thing>;
  topicRecords(topic: string, request?: ListRequest): Promise<Thing>;
  consumerGroups(): Promise<readonly Thing[]>;
  consumerGroup(name: string): Promise<Thing>;
  consumerGroupHistory(name: string): Promise<readonly Thing[]>;
  consumerGroupDeadLetters(name: string): Promise<readonly Thing[]>;
  resetGroupOffsets(group: string, input: Input, write?: Write): Promise<Thing>;
  outbox(): Promise<Thing>;
  alerts(): Promise<Thing>;
  parkedEvents(request?: ListRequest): Promise<ListAnswer>;
  parkedEvent(id: string): Promise<Thing>;
  redriveParkedEvents(input: Input, write?: Write): Promise<Thing>;
}

/** A port of a running gateway, for callers with and without a token. */
export type ApiOf = (url: string, token?: string) => GatewayApi;
