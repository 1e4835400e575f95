/** A gateway to be attacked, and the targets of the attacks. On the loopback interface only. */
export interface Target {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** An owner's token. */
  readonly token: string;
  /** A survey whose responses are long essays. */
  readonly surveyId: string;
  readonly collectorSlug: string;
  readonly essayQuestionIds: readonly string[];
  readonly showId: string;
}

/**
 * One kind of abuse. `run` continues until `signal` aborts, with a bounded number of connections, and leaves none
 * open.
 */
export interface Attack {
  readonly name: string;
  /** A description of the requests, for people. */
  readonly title: string;
  /** The shortest useful run: on a busy machine, the attack takes this long to begin. */
  readonly leastSeconds?: number;
  readonly run: (target: Target, signal: AbortSignal, count: (outcome: string) => void) => Promise<void>;
}
