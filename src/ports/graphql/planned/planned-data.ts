/** The data of an answer whose text PostgreSQL has made. */
export class PlannedData {
  constructor(readonly text: string) {}

  /** For a transport that makes the JSON of whole messages. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

interface Answer {
  readonly data?: unknown;
}

/** The JSON of an answer, whose data may be PlannedData. */
export function answerText(answer: Answer): string {
  const { data, ...others } = answer;
  if (!(data instanceof PlannedData)) return JSON.stringify(answer);
  const rest = JSON.stringify(others);
  return rest === '{}' ? `{"data":${data.text}}` : `{"data":${data.text},${rest.slice(1)}`;
}
