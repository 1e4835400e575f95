import type { RecordingClient, SideName } from './exchange.js';

/** The ids and tokens that the tasks use, created once before a run through the gateway's own API. */
export interface LabFixtures {
  readonly token: string;
  /** Three levels deep: 4 pages of 5 questions of 5 options. */
  readonly surveyId: string;
  /** Of an open survey. */
  readonly collectorSlug: string;
  /** A draft that only the lab changes. */
  readonly watchedSurveyId: string;
  /** 240 seats in two tiers. */
  readonly showId: string;
  readonly movieId: string;
}

/** A goal of a client, reached once over REST and once over GraphQL, with the same result. */
export interface LabTask {
  /** In URLs and reports: small letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** The client's goal, for people. */
  readonly wants: string;
  /** Which side wins and why. It is shown beside the numbers, so it must hold for the numbers of any run. */
  readonly why: string;
  /** The requests of each side, as a person would write them, to show side by side. */
  readonly shown: Readonly<Record<SideName, string>>;
  /** Runs the side. Resolves to the client's result, normalised so that both sides' results are deeply equal. */
  readonly run: Readonly<Record<SideName, (exchange: RecordingClient, fixtures: LabFixtures) => Promise<unknown>>>;
}
