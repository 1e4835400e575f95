/** The data of an answer whose text PostgreSQL has made. Nothing may parse it again: see PlannedMessages. */
export class PlannedData {
  constructor(readonly text: string) {}

  /** Throws: it would be written as an object that has a text. */
  toJSON(): never {
    throw new Error('Planned data is written as its text');
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
