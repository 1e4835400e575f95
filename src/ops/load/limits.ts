import { availableParallelism } from 'node:os';

const PROCESSORS = availableParallelism();
const KB = 1024;
const MB = 1024 * KB;

/**
 * The budgets of one process. Their sum and the memory of the idle gateway must fit the heap that `npm start` sets.
 * `npm run test:abuse` uses up all of them at once and measures. docs/adr/0018-budgets.md has the reasons.
 */
export const MEMORY_BUDGET = {
  totalBytes: 96 * MB,
  clientBytes: 64 * MB,
  small: { upTo: 512 * KB, keptFree: 16 * MB },
  heavy: { from: 1 * MB, bytesPerPlace: 4 * MB, places: 3 * PROCESSORS, perClient: 2 * PROCESSORS },
  waitMs: 2_000,
  maxWaiting: 200,
} as const;

/** While others wait for memory, a client that has not read its answer for this long is disconnected. */
export const UNREAD_UNDER_PRESSURE_MS = 1_000;

/**
 * The bytes that one request may read from the stores, and the memory that each of them takes: as text, as parsed
 * values and in the answer that is built from them.
 */
export const READ_LIMITS = { bytes: 4 * MB, memoryPerByte: 4 } as const;

/**
 * The head of a request: the bytes of its request line and headers, and the number of its headers. A complete head that
 * takes more than `freeMemory` counts against the memory budget until its request ends. All incomplete heads together
 * have at most `unfinishedBytes`.
 */
export const HEAD_LIMITS = {
  bytes: 16 * KB,
  fields: 100,
  memoryPerField: 100,
  freeMemory: 8 * KB,
  unfinishedBytes: 16 * MB,
} as const;

/** The memory that a byte of a request's body takes once it is parsed, beside its values. */
export const BODY_MEMORY_PER_BYTE = 8;

/** The memory of a value of parsed JSON. An empty object has three characters with its comma, and takes this much. */
export const MEMORY_PER_JSON_VALUE = 64;

/**
 * The memory that a value of a write's input takes until the write is done: coerced, validated, as a row, in the event.
 * Most values are cheaper than this, and a large input is mostly small values.
 */
export const INPUT_MEMORY_PER_VALUE = 1_024;

/** The number of tiny chunks that a body may have: each keeps the parser busy for about a microsecond. */
export const MAX_TINY_CHUNKS = 8_000;

/**
 * The largest answer: the bytes of its text, its objects and list items, and all of their fields. The fields bound its
 * processor time. An object of an answer takes about 250 bytes of memory until the answer has been written.
 */
export const ANSWER_LIMITS = {
  bytes: 2 * MB,
  objects: 30_000,
  fields: 100_000,
  memoryPerObject: 250,
  memoryPerByte: 2,
} as const;

/**
 * The limits of an answer to one event of a subscription. They are lower because an event may have thousands of
 * subscribers.
 */
export const EVENT_ANSWER_LIMITS = { bytes: 256 * KB, objects: 4_000, fields: 12_000 } as const;

/** The unsent bytes of one WebSocket above which no more work is done for its client. */
export const MAX_UNSENT_BYTES = 1 * MB;

/**
 * The messages of one WebSocket. A connection has a bucket of tokens that is refilled by `perSecond`. A message takes
 * one token for each `bytesPerToken` of its size, a control frame takes one token, and a refused operation takes
 * `refusal` more. The tokens of an admitted operation are given back, because it spends points. A connection without
 * tokens is closed.
 */
export const MESSAGE_LIMITS = {
  bytes: 64 * KB,
  burst: 100,
  perSecond: 10,
  refusal: 2,
  bytesPerToken: 16 * KB,
  /** The length of an ID, which is kept as long as its operation, and of a ping's payload, which is sent back. */
  idLength: 256,
  pingBytes: 256,
  /** The number of messages that the client has not read yet. */
  unsent: 200,
  memoryPerUnsent: 512,
} as const;

/**
 * The received bytes of incomplete messages, of all WebSockets and of one address. Each piece takes memory in addition
 * to its bytes. The first bytes are free, so that messages of the usual size are not counted.
 */
export const UNFINISHED_MESSAGES = {
  totalBytes: 32 * MB,
  clientBytes: 16 * MB,
  freeBytes: 4 * KB,
  deadlineMs: 10_000,
  fragments: 16,
  pieces: 512,
  memoryPerPiece: 512,
} as const;

/**
 * The bytes of documents and variables that open subscriptions keep: in all, of one caller, and of one subscription.
 */
export const SUBSCRIPTION_MEMORY = { totalBytes: 24 * MB, clientBytes: 8 * MB, oneBytes: 64 * KB } as const;

/** The limits of the target and the headers of an upgrade request. */
export const UPGRADE_HEADER_BYTES = 16 * KB;

/** Connections: all TCP connections, the WebSockets among them, and the operations that stay open on them. */
export const CONNECTION_LIMITS = {
  sockets: { total: 4_000, perKey: 1_500 },
  webSockets: { total: 1_500, perKey: 500 },
  streams: { total: 5_000, perKey: 1_000 },
} as const;

/** The number of requests that one connection may send without waiting for their answers. */
export const MAX_PIPELINED = 16;

/**
 * A WebSocket's client that does not read a message for this long is disconnected. It is the time of the largest answer
 * over a slow mobile connection.
 */
export const UNREAD_MESSAGE_MS = 60_000;

/**
 * A connection without traffic for this long is ended. WebSockets are pinged instead.
 */
export const SOCKET_IDLE_MS = 30_000;
