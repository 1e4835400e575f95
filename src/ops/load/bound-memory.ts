import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { createRoster } from '../../kernel/roster.js';
import { httpError } from '../http-error.js';
import { headMemory } from './bound-heads.js';
import { GatheringMessage } from './gathered-body.js';
import { ANSWER_LIMITS, BODY_MEMORY_PER_BYTE, MAX_TINY_CHUNKS, UNREAD_UNDER_PRESSURE_MS } from './limits.js';
import type { MemoryBudget, MemoryLease } from './memory-budget.js';

/** Bodies up to this size are counted at once, from their Content-Length. */
const SMALL_BODY_BYTES = 16_384;
/** Answers up to this size fit into the operating system's buffers. */
const SMALL_ANSWER_BYTES = 4_096;
const LOOK_EVERY_MS = 200;

/**
 * Bounds the memory that requests hold, by the lease in `request.cost`, which `leaseOf` makes. The lease grows with the
 * body as it arrives and with the data that is read for the request. It shrinks to the answer's size when the answer is
 * written, and is released when the client has read the answer or the connection ends. A body for which there is no
 * room waits briefly and is then refused with OVERLOADED. A client that has not read its answer after
 * `answerDeadlineMs` is disconnected; earlier while others wait.
 */
export function boundMemory(app: FastifyInstance, budget: MemoryBudget, answerDeadlineMs: number): void {
  const unread = createUnreadAnswers();
  const looking = setInterval(
    () => unread.end(budget.waiting > 0 ? UNREAD_UNDER_PRESSURE_MS : answerDeadlineMs),
    LOOK_EVERY_MS,
  ).unref();
  app.addHook('onClose', async () => clearInterval(looking));

  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { lease } = request.cost;
    const { 'content-length': length, 'transfer-encoding': transfer, 'content-encoding': content } = request.headers;
    if (lease === undefined || (length === undefined && transfer === undefined)) return done(null, payload);
    // The decoded size of a compressed body is not known from its encoded size.
    if (length === undefined || content !== undefined || Number(length) > SMALL_BODY_BYTES)
      return done(null, metered(payload, lease, request.raw));
    try {
      lease.grow(Number(length) * BODY_MEMORY_PER_BYTE);
    } catch (error) {
      return done(error as Error);
    }
    return done(null, payload);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) holdAnswer(request, reply, payload.length);
    done();
  });

  function holdAnswer(request: FastifyRequest, reply: FastifyReply, bytes: number): void {
    request.cost.lease?.hold(bytes * ANSWER_LIMITS.memoryPerByte + headMemory(request.raw));
    if (bytes > SMALL_ANSWER_BYTES) unread.add(request, reply);
  }
}

/** Answers that their clients have not read yet, the oldest first. */
function createUnreadAnswers() {
  const unread = createRoster<{ readonly socket: Socket; readonly since: number }>();
  return {
    add({ raw: { socket } }: FastifyRequest, reply: FastifyReply): void {
      reply.raw.once('close', unread.add({ socket, since: performance.now() }));
    },
    /** Ends the connections of clients that have not read their answer for `ms`. */
    end(ms: number): void {
      for (const { socket, since } of [...unread]) {
        if (performance.now() - since < ms) return;
        socket.destroy();
      }
    },
  };
}

/** The lease of a request. It is released when the client has read the answer or the connection ends. */
export function leaseOf(budget: MemoryBudget, request: FastifyRequest, reply: FastifyReply): MemoryLease {
  const lease = budget.lease(request.clientAddress);
  const release = () => lease.release();
  reply.raw.once('close', release);
  // An upgraded connection's response never closes.
  if (request.headers.upgrade !== undefined) request.raw.socket.once('close', release);
  return lease;
}

/** Passes a body on. Each piece waits until there is room for the memory that it will take when parsed. */
function metered(body: RequestPayload, lease: MemoryLease, request: IncomingMessage): Transform {
  let received = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (request instanceof GatheringMessage && request.tinyChunks > MAX_TINY_CHUNKS) {
        return done(httpError(413, `The body has too many tiny chunks. At most ${MAX_TINY_CHUNKS} are allowed.`));
      }
      const bytes = chunk.length * BODY_MEMORY_PER_BYTE;
      return void lease.reserve(bytes, true).then(() => {
        lease.grow(bytes);
        done(null, chunk);
      }, done);
    },
  });
  // Fastify compares it with Content-Length. If the body has a content coding, it counts the encoded bytes.
  Object.defineProperty(meter, 'receivedEncodedLength', { get: () => body.receivedEncodedLength ?? received });
  // The meter reports a failure, and a client that leaves before the end, to Fastify.
  pipeline(body, meter, () => undefined);
  return meter;
}
