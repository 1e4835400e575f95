import type { RecordingClient, SideName } from './exchange.js';

/** What the tasks work on, made once before a run through the gateway's own API: ids, tokens. */
export interface LabFixtures {
  readonly token: string;
  /** Three levels deep: 4 pages of 5 questions of 5 options. */
  readonly surveyId: string;
  /** Of an open survey. */
  readonly collectorSlug: string;
  /** A draft that nobody but the lab changes. */
  readonly watchedSurveyId: string;
  /** 240 seats in two tiers. */
  readonly showId: string;
  readonly movieId: string;
}

/** Something a client wants done, once over REST and once over GraphQL, with the same result. */
export interface LabTask {
  /** In URLs and reports: small letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What the client wants, for people. */
  readonly wants: string;
  /** Which side wins what here and why: shown beside the numbers, so it must hold whatever the numbers are today. */
  readonly why: string;
  /** What each side sends, as a person would write it, for showing side by side. */
  readonly shown: Readonly<Record<SideName, string>>;
  /** Runs the side. Resolves to what the client got, normalised so that both sides' results are deeply equal. */
  readonly run: Readonly<Record<SideName, (exchange: RecordingClient, fixtures: LabFixtures) => Promise<unknown>>>;
}
