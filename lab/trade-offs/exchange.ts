/**
 * Vocabulary of the lab. A *task* is a goal of a client ("20 surveys with their counts"). It has two *sides*, REST
 * and GraphQL, each a program over an *exchanger*. One HTTP request and its answer (or one stream) is an *exchange*.
 * A side is repeated; each *repetition* has its exchanges, and the *report* sums them up.
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
  /** Its label in the waterfall. */
  readonly label: string;
}

export interface LabAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
}

/** A stream of messages: server-sent events, or a GraphQL subscription over graphql-ws. */
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

/** An open stream. */
export interface LabStream {
  /**
   * The next message as it arrives: an event's JSON with its SSE id, or a subscription's data. Rejects when the
   * stream ends or 30 s pass.
   */
  next(): Promise<{ readonly id: string | undefined; readonly data: unknown }>;
  /** Ends the stream, and with it its exchange. */
  close(): Promise<void>;
}

/**
 * One exchange as measured. Times are milliseconds since the repetition began; bytes are whole HTTP messages, headers
 * included.
 */
export interface Exchange {
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly startMs: number;
  /** When the answer's head had arrived. */
  readonly headMs: number;
  readonly endMs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** From the gateway's Server-Timing: its own time, and the number of SQL statements and MongoDB commands. */
  readonly serverMs: number;
  readonly sqlStatements: number;
  readonly mongoCommands: number;
  /** Round trips when they are not one: a WebSocket takes one to open and one to initialise. */
  readonly roundTrips?: number;
}

/**
 * Sends a request under the conditions of the run and records the exchange. Rejects when there is no answer, but not
 * for any status.
 */
export interface RecordingClient {
  (request: LabRequest): Promise<LabAnswer>;
  /** Opens a stream under the conditions of the run; resolves once the gateway has accepted it. */
  follow(request: LabStreamRequest): Promise<LabStream>;
  /**
   * Sends requests of another client, or for preparation and cleaning up. They use no simulated network and are not
   * measured.
   */
  unmeasured(request: LabRequest): Promise<LabAnswer>;
  /** The same for a stream. */
  followUnmeasured(request: LabStreamRequest): Promise<LabStream>;
  /** A wait that is part of the task, such as between two polls. Rejects when the run is aborted. */
  pause(ms: number): Promise<void>;
  /** Records the time between a change and the moment when it was seen. */
  recordDelay(afterMs: number): void;
}
