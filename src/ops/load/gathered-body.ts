import { IncomingMessage } from 'node:http';

/** Pieces of at least this size are passed on unchanged: the memory beside their bytes is small in comparison. */
const PIECE_BYTES = 4_096;
/** For a smaller chunk, the parser's fixed time of about a microsecond exceeds the time for its bytes. */
const TINY_BYTES = 64;

/**
 * A request whose body is passed on in pieces of at least PIECE_BYTES; only the last one may be smaller. Node makes a
 * buffer of each chunk and each read. A buffer takes about 300 bytes in addition to its content, and waits in a queue
 * of every stream that the body goes through. A client that sends single bytes would use 300 times the memory that is
 * counted for it. All bodies are read whole before they are parsed, so no reader waits for a small piece.
 */
export class GatheringMessage extends IncomingMessage {
  /** One small piece as it was received, or a buffer of PIECE_BYTES of which `#length` bytes are filled. */
  #held: Buffer | undefined;
  #length = 0;
  #tiny = 0;

  /** The number of received chunks that were tiny. */
  get tinyChunks(): number {
    return this.#tiny;
  }

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (chunk === null) {
      this.#pass();
      return super.push(null, encoding);
    }
    if (chunk.length < TINY_BYTES) this.#tiny += 1;
    if (chunk.length >= PIECE_BYTES || this.#length + chunk.length > PIECE_BYTES) this.#pass();
    if (chunk.length >= PIECE_BYTES) return super.push(chunk, encoding);
    this.#hold(chunk);
    return this.readableLength < this.readableHighWaterMark;
  }

  #hold(chunk: Buffer): void {
    if (this.#held === undefined) {
      this.#held = chunk;
    } else {
      if (this.#held.length < PIECE_BYTES) {
        const room = Buffer.allocUnsafeSlow(PIECE_BYTES);
        this.#held.copy(room);
        this.#held = room;
      }
      chunk.copy(this.#held, this.#length);
    }
    this.#length += chunk.length;
  }

  #pass(): void {
    if (this.#held === undefined) return;
    const piece = this.#held.subarray(0, this.#length);
    this.#held = undefined;
    this.#length = 0;
    super.push(piece);
  }
}
