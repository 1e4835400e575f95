import { IncomingMessage } from 'node:http';

/** Pieces from this size on are passed on as they are: what a piece costs beside its bytes is little then. */
const PIECE_BYTES = 4_096;
/** A chunk of less takes the parser longer than its bytes do: about a microsecond. */
const TINY_BYTES = 64;

/**
 * A request whose body is passed on in pieces of PIECE_BYTES at least; only the last one may be smaller. Node makes a
 * buffer of each chunk and each read, which takes about 300 bytes however little is in it, and it waits in a queue of
 * every stream that the body goes through. Whoever sends single bytes would get 300 times the memory that is counted
 * for them. All bodies are read whole before they are parsed, so nobody waits for a small piece.
 */
export class GatheringMessage extends IncomingMessage {
  /** A single small piece as it came, or a buffer of PIECE_BYTES of which `#length` bytes are filled. */
  #held: Buffer | undefined;
  #length = 0;
  #tiny = 0;

  /** How many of the chunks that have arrived had hardly any bytes. */
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
