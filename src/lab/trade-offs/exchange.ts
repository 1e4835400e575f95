/**
 * Vocabulary of the lab. A *task* is something a client wants done ("20 surveys with their counts"). It has two *sides*, REST
 * and GraphQL, each a program over an *exchanger*. One HTTP request and its answer (or one stream) is an *exchange*. A side is
 * repeated; each *repetition* has its exchanges, and the *report* sums them up.
 */
export type SideName = 'rest' | 'graphql';
export const SIDES: readonly SideName[] = ['rest', 'graphql'];

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

/** Something that goes on answering: server-sent events, or a GraphQL subscription over graphql-ws. */
export type LabStreamRequest =
  | {
      readonly kind: 'sse';
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly label: string;
    }
  | {
      readonly kind: 'graphql-ws';
      readonly query: string;
      readonly variables: Readonly<Record<string, unknown>>;
      readonly token: string;
      readonly label: string;
    };

/** A stream being followed. */
export interface LabStream {
  /** The next message as it arrives: an event's JSON with its SSE id, or a subscription's data. Rejects when the stream ends or 30 s pass. */
  next(): Promise<{ readonly id: string | undefined; readonly data: unknown }>;
  /** Ends the stream, and with it its exchange. */
  close(): Promise<void>;
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
  /** Where it is not one: a WebSocket takes one to be opened and one to be initialised. */
  readonly roundTrips?: number;
}

/** Sends a request under the conditions of the run and records the exchange. Rejects when there is no answer, never for a status. */
export interface RecordingClient {
  (request: LabRequest): Promise<LabAnswer>;
  /** Opens a stream under the conditions of the run; resolves once the gateway has accepted it. */
  follow(request: LabStreamRequest): Promise<LabStream>;
  /** What somebody else does, or what has to be before or after: over no simulated network, and not part of what is measured. */
  unmeasured(request: LabRequest): Promise<LabAnswer>;
  /** The same for a stream. */
  followUnmeasured(request: LabStreamRequest): Promise<LabStream>;
  /** A wait that is part of the task, such as between two polls. Rejects when the run is aborted. */
  pause(ms: number): Promise<void>;
  /** Tells how long after it had been made a change was seen. */
  recordDelay(afterMs: number): void;
}
