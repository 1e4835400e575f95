/**
 * Vocabulary of the lab. A *task* is something a client wants done ("20 surveys with their counts"). It has two *sides*, REST
 * and GraphQL, each a program over an *exchanger*. One HTTP request and its answer (or one subscription) is an *exchange*. A side is
 * repeated; each *repetition* has its exchanges, and the *report* sums them up.
 */
export type SideName = 'rest' | 'graphql';

/** A request that a side sends; `path` is below the gateway's origin. */
export interface LabRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What the waterfall calls it. */
  readonly label: string;
}

export interface LabAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
}

/** One exchange as measured. Times are milliseconds since the repetition began; bytes are whole HTTP messages, headers included. */
export interface Exchange {
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly startMs: number;
  /** When the answer's head had come. */
  readonly headMs: number;
  readonly endMs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** From the gateway's Server-Timing: its own time, the SQL statements and MongoDB commands it took. */
  readonly serverMs: number;
  readonly sqlStatements: number;
  readonly mongoCommands: number;
}

/** Sends a request under the conditions of the run and records the exchange. Rejects when there is no answer, never for a status. */
export type Exchanger = (request: LabRequest) => Promise<LabAnswer>;
