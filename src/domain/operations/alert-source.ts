/** An alert that is firing, or will if its cause lasts. */
export interface Alert {
  readonly name: string;
  readonly severity: string | null;
  readonly state: 'pending' | 'firing';
  readonly since: Date;
  readonly summary: string | null;
  /** The labels that say what it is about, such as a group and a topic. */
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  /** The name of its runbook in docs/runbooks, without .md. */
  readonly runbook: string | null;
}

/** A program that evaluates the alert rules. */
export interface AlertSource {
  /** The alerts that are pending or firing. Throws UNAVAILABLE when it does not answer in time, or not as it should. */
  alerts(): Promise<readonly Alert[]>;
}
