import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import {
  MAX_UNSENT_BYTES,
  MESSAGE_LIMITS,
  ANSWER_LIMITS,
  UNFINISHED_MESSAGES,
  UNREAD_MESSAGE_MS,
  UNREAD_UNDER_PRESSURE_MS,
} from '../../ops/load/limits.js';
import type { MemoryLease } from '../../ops/load/memory-budget.js';
import { createTokenBucket } from '../../ops/load/token-bucket.js';
import type { Operation } from '../../ops/work-context.js';
import { closeReason } from './connection-credentials.js';

/** Close codes beside graphql-ws's own: RFC 6455, section 7.4.1, and as HTTP's 429. */
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;
const TOO_MANY_MESSAGES = 4429;

const KEEP_ALIVE_MS = 12_000;
/** Answers up to this size fit into the operating system's buffers. */
const SMALL_BYTES = 4_096;
/** A shared part of this size is cheaper to copy than to send in a frame of its own. */
const COPIED_BYTES = 16_384;

interface GuardedSocketConfig {
  readonly socket: WebSocket;
  /** The TCP connection of the socket. */
  readonly connection: Socket;
  /** The lease of messages that the client has not read yet. */
  readonly lease: MemoryLease | undefined;
  /** The lease of the received parts of incomplete messages. */
  readonly unfinished: MemoryLease;
  /** Called with each complete text message and the tokens that it took. */
  readonly onMessage: (text: string, tokens: number) => void;
  readonly onClose: (code: number, reason: string) => void;
  /** Called with an error of the connection. The connection then closes by itself. */
  readonly onError: (error: unknown) => void;
}

/**
 * A WebSocket whose client can neither fill memory nor keep the processor busy. Everything that is sent and received
 * goes through it.
 */
export interface GuardedSocket {
  readonly protocol: string;
  readonly isOpen: boolean;
  /** Resolves when the text has been written, or when it never can be. A client that does not read is disconnected. */
  send(text: string): Promise<void>;
  /**
   * Sends a text message of two parts, the second of which many connections may share. `onWritten` is called when it
   * has been written, or when it never can be.
   */
  sendParts(head: string, rest: Buffer, onWritten: () => void): void;
  /** Buffers messages until the next `flush`, which writes them together. */
  hold(): void;
  flush(): void;
  /** Closes the connection with a code and a reason. Later messages are not read. */
  end(code: number, reason: string): void;
  /**
   * Resolves once the client has read nearly everything. Rejects with the operation's reason if the operation ends
   * first.
   */
  drained(operation: Operation | undefined): Promise<void>;
  /** Disconnects a client that has many unread bytes, even if it answers pings. */
  endIfUnread(): void;
  /** Takes tokens for a refused operation. Without tokens the connection is closed. */
  refused(): void;
  /** Gives back the tokens of a message whose operation spends points. */
  refund(tokens: number): void;
  /** Pings a quiet client, and closes the connection if it is overdue. Call it at intervals. */
  endIfOverdue(): void;
}

/** See GuardedSocket. */
export function guardSocket({
  socket,
  connection,
  lease,
  unfinished,
  onMessage,
  onClose,
  onError,
}: GuardedSocketConfig): GuardedSocket {
  const bucket = createTokenBucket(MESSAGE_LIMITS);
  /** Messages that are not written yet, oldest first. They are written in this order. */
  const unsent: { readonly since: number; readonly bytes: number }[] = [];
  const draining = new Set<() => void>();
  let unsentBytes = 0;
  let unfinishedSince: number | undefined;
  let pingedAt = performance.now();
  let isAlive = true;

  const isOpen = () => socket.readyState === socket.OPEN;
  const memoryOfUnsent = () =>
    unsentBytes * ANSWER_LIMITS.memoryPerByte + unsent.length * MESSAGE_LIMITS.memoryPerUnsent;
  const unreadMs = () => (unsent[0] === undefined ? 0 : performance.now() - unsent[0].since);

  function end(code: number, reason: string): void {
    if (isOpen()) socket.close(code, closeReason(reason));
  }

  /** Whether the message may be processed. Messages that arrive while the socket closes are not read. */
  function takes(tokens: number): boolean {
    if (!isOpen()) {
      if (!socket.isPaused) socket.pause();
      return false;
    }
    if (bucket.take(tokens)) return true;
    end(TOO_MANY_MESSAGES, 'Too many messages');
    return false;
  }

  function written(): void {
    unsentBytes -= unsent.shift()?.bytes ?? 0;
    lease?.hold(memoryOfUnsent());
    if (unsentBytes > MAX_UNSENT_BYTES) return;
    for (const resolve of draining) resolve();
    draining.clear();
  }

  /** Counts a message that is about to be sent. */
  function count(bytes: number): void {
    const isBehind = unsent.length > 0;
    unsent.push({ since: performance.now(), bytes });
    unsentBytes += bytes;
    try {
      lease?.grow(bytes * ANSWER_LIMITS.memoryPerByte + MESSAGE_LIMITS.memoryPerUnsent);
      if (unsent.length > MESSAGE_LIMITS.unsent) socket.terminate();
    } catch {
      // Without memory, clients that have not read their earlier messages are disconnected. Others share the existing
      // memory.
      if (isBehind) socket.terminate();
      else lease?.hold(memoryOfUnsent());
    }
  }

  function send(text: string): Promise<void> {
    if (!isOpen()) return Promise.resolve();
    count(Buffer.byteLength(text));
    return new Promise((resolve) => {
      socket.send(text, () => {
        written();
        resolve();
      });
    });
  }

  function sendParts(head: string, rest: Buffer, onWritten: () => void): void {
    if (!isOpen()) return onWritten();
    const first = Buffer.from(head);
    count(first.length + rest.length);
    const done = () => {
      written();
      onWritten();
    };
    if (rest.length <= COPIED_BYTES) return socket.send(Buffer.concat([first, rest]), { binary: false }, done);
    socket.send(first, { binary: false, fin: false });
    socket.send(rest, { binary: false, fin: true }, done);
  }

  function lookAtUnfinished(): void {
    const bytes = unfinishedMemory(socket);
    if (bytes === 0) unfinishedSince = undefined;
    else unfinishedSince ??= performance.now();
    const counted = bytes > UNFINISHED_MESSAGES.freeBytes ? bytes : 0;
    if (counted <= unfinished.bytes) return unfinished.hold(counted);
    try {
      unfinished.grow(counted - unfinished.bytes);
    } catch {
      end(TRY_AGAIN_LATER, 'The gateway has no memory for the message. Retry.');
      socket.terminate();
    }
  }

  socket.setMaxListeners(64);
  socket.on('error', onError);
  socket.on('message', (data: Buffer, isBinary) => {
    // This message is complete. The same piece may contain the beginning of the next one.
    unfinishedSince = undefined;
    const tokens = Math.ceil((data.length + 1) / MESSAGE_LIMITS.bytesPerToken);
    if (!takes(tokens)) return;
    // The protocol's messages are text, whose UTF-8 the socket checks.
    if (isBinary) end(UNSUPPORTED_DATA, 'Messages must be text');
    else onMessage(data.toString('utf8'), tokens);
  });
  socket.on('ping', () => takes(1));
  socket.on('pong', () => {
    isAlive = true;
    takes(1);
  });
  connection.on('data', lookAtUnfinished);
  socket.once('close', (code: number, reason: Buffer) => {
    lease?.release();
    unfinished.release();
    for (const resolve of draining) resolve();
    draining.clear();
    onClose(code, reason.toString('utf8'));
  });

  return {
    protocol: socket.protocol,
    get isOpen() {
      return isOpen();
    },
    send,
    sendParts,
    hold: () => connection.cork(),
    flush: () => connection.uncork(),
    end,
    drained(operation) {
      if (unsentBytes <= MAX_UNSENT_BYTES) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const done = () => {
          unwatch?.();
          resolve();
        };
        const unwatch = operation?.whenOver((reason) => {
          draining.delete(done);
          reject(reason);
        });
        draining.add(done);
      });
    },
    endIfUnread() {
      if (unsentBytes > MAX_UNSENT_BYTES && unreadMs() > UNREAD_UNDER_PRESSURE_MS) socket.terminate();
    },
    refused() {
      if (!bucket.take(MESSAGE_LIMITS.refusal)) end(TOO_MANY_MESSAGES, 'Too many refused messages');
    },
    refund: (tokens) => bucket.refund(tokens),
    endIfOverdue() {
      if (!isOpen()) return;
      const now = performance.now();
      const patience =
        lease?.isContended === true && unsentBytes > SMALL_BYTES ? UNREAD_UNDER_PRESSURE_MS : UNREAD_MESSAGE_MS;
      if (unreadMs() > patience) return socket.terminate();
      if (unfinishedSince !== undefined && now - unfinishedSince > UNFINISHED_MESSAGES.deadlineMs)
        return end(POLICY_VIOLATION, `A message must be complete within ${UNFINISHED_MESSAGES.deadlineMs / 1000} s.`);
      if (now - pingedAt < KEEP_ALIVE_MS) return;
      if (!isAlive) return socket.terminate();
      pingedAt = now;
      isAlive = false;
      socket.ping();
    },
  };
}

/**
 * The memory of the incomplete messages that ws holds. ws has no method for it, so this reads its private receiver. A
 * test fails when that changes.
 */
export function unfinishedMemory(socket: WebSocket): number {
  const { _receiver: receiver } = socket as unknown as { readonly _receiver?: Receiver };
  if (receiver === undefined) return 0;
  const { _bufferedBytes, _messageLength, _buffers, _fragments } = receiver;
  return _bufferedBytes + _messageLength + (_buffers.length + _fragments.length) * UNFINISHED_MESSAGES.memoryPerPiece;
}

interface Receiver {
  readonly _bufferedBytes: number;
  readonly _messageLength: number;
  readonly _buffers: readonly unknown[];
  readonly _fragments: readonly unknown[];
}

const LOOK_EVERY_MS = 200;

/** Calls `endIfOverdue` of all sockets at intervals, as long as there are any. */
export function createSocketWatch(): { add(socket: Pick<GuardedSocket, 'endIfOverdue'>): () => void } {
  const sockets = new Set<Pick<GuardedSocket, 'endIfOverdue'>>();
  let timer: NodeJS.Timeout | undefined;
  return {
    add(socket) {
      sockets.add(socket);
      timer ??= setInterval(() => sockets.forEach((each) => each.endIfOverdue()), LOOK_EVERY_MS).unref();
      return () => {
        sockets.delete(socket);
        if (sockets.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
