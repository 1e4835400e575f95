const KB = 1024;
const MB = 1024 * KB;

/**
 * The budgets of one process. Their sum has to fit the heap that `npm start` sets, beside what the gateway needs at
 * rest: `npm run test:abuse` drives all of them at once and watches. docs/adr/0018-budgets.md has the reasons.
 */
export const MEMORY_BUDGET = {
  totalBytes: 96 * MB,
  clientBytes: 64 * MB,
  small: { upTo: 512 * KB, keptFree: 16 * MB },
  waitMs: 2_000,
  maxWaiting: 200,
} as const;

/** While others wait for memory, a client that has not taken its answer for so long is disconnected. */
export const UNREAD_UNDER_PRESSURE_MS = 1_000;

/**
 * What one request may read from the stores, and what a byte of it comes to in memory: text, parsed values, the answer
 * built from them.
 */
export const READ_LIMITS = { bytes: 4 * MB, memoryPerByte: 4 } as const;

/**
 * The head of a request: the bytes of its request line and headers, and how many headers it may have. Heads that take
 * more than `freeMemory` once they are whole count against the memory budget for as long as their request is there.
 * Those that are not whole yet have `unfinishedBytes` together.
 */
export const HEAD_LIMITS = {
  bytes: 16 * KB,
  fields: 100,
  memoryPerField: 100,
  freeMemory: 8 * KB,
  unfinishedBytes: 16 * MB,
} as const;

/** What a byte of a request's body comes to in memory once it is parsed. */
export const BODY_MEMORY_PER_BYTE = 8;

/** Chunks of hardly any bytes that a body may come in: each keeps the parser busy for about a microsecond. */
export const MAX_TINY_CHUNKS = 8_000;

/**
 * The largest answer: bytes of its text, objects and list items in it, and fields of all of them, which are what it
 * takes of the processor. An object of an answer takes about 250 bytes of memory until it has been written.
 */
export const ANSWER_LIMITS = {
  bytes: 2 * MB,
  objects: 30_000,
  fields: 100_000,
  memoryPerObject: 250,
  memoryPerByte: 2,
} as const;

/** An event of a subscription is answered to thousands, so each of its answers is smaller. */
export const EVENT_ANSWER_LIMITS = { bytes: 256 * KB, objects: 4_000, fields: 12_000 } as const;

/** What may wait for one WebSocket's client to read before no more is done for it. */
export const MAX_UNSENT_BYTES = 1 * MB;

/**
 * The messages of one WebSocket. A connection has a bucket of tokens that fills again by `perSecond`. Each message
 * takes a token for each `bytesPerToken` of it, a control frame takes one, and a refused operation `refusal` more. An
 * admitted operation gets its tokens back: it is paid for with points. A connection without tokens is closed.
 */
export const MESSAGE_LIMITS = {
  bytes: 64 * KB,
  burst: 100,
  perSecond: 10,
  refusal: 2,
  bytesPerToken: 16 * KB,
  /** Of an id, which is kept as long as its operation; of a ping's payload, which is sent back. */
  idLength: 256,
  pingBytes: 256,
  /** Messages that may wait for the client to read. */
  unsent: 200,
  memoryPerUnsent: 512,
} as const;

/**
 * What has arrived of messages that are not whole yet, over all WebSockets and for one address. Each piece costs memory
 * beside its bytes. A little is free, so that messages of the usual size need no room.
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

/** What open subscriptions keep: their document and their variables, in all, of one caller, and of one subscription. */
export const SUBSCRIPTION_MEMORY = { totalBytes: 24 * MB, clientBytes: 8 * MB, oneBytes: 64 * KB } as const;

/** What the target and the headers of a request for an upgrade may have. */
export const UPGRADE_HEADER_BYTES = 16 * KB;

/** Connections: TCP connections in all kinds of use, WebSockets, and operations that stay open on them. */
export const CONNECTION_LIMITS = {
  sockets: { total: 4_000, perKey: 1_500 },
  webSockets: { total: 1_500, perKey: 500 },
  streams: { total: 5_000, perKey: 1_000 },
} as const;

/** Requests that one connection may send without waiting for their answers. */
export const MAX_PIPELINED = 16;

/**
 * A WebSocket's client that has not taken a message for so long is disconnected: the largest answer, at the speed of a
 * slow mobile connection.
 */
export const UNREAD_MESSAGE_MS = 60_000;

/**
 * A connection that neither sends nor takes anything for so long is ended, unless it is a WebSocket, which is pinged.
 */
export const SOCKET_IDLE_MS = 30_000;
