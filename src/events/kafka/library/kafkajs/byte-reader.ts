/** Reads numbers, bytes and texts of Kafka's protocol, one after the other. Throws RangeError at the buffer's end. */
export class ByteReader {
  constructor(
    readonly buffer: Buffer,
    public at = 0,
  ) {}

  int8(): number {
    return this.buffer.readInt8(this.pass(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.pass(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.pass(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.pass(8));
  }

  varint(): number {
    let raw = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer[this.at++];
      if (byte === undefined || shift > 28) throw new RangeError('The variable-length integer has no end');
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
    }
  }

  varlong(): bigint {
    let raw = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.buffer[this.at++];
      if (byte === undefined || shift > 63n) throw new RangeError('The variable-length integer has no end');
      raw |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (raw >> 1n) ^ -(raw & 1n));
    }
  }

  /** The next `length` bytes, as a view. */
  bytes(length: number): Buffer {
    return this.buffer.subarray(this.pass(length), this.at);
  }

  text(length: number): string {
    return this.buffer.toString('utf8', this.pass(length), this.at);
  }

  /** The place behind the next `length` bytes. */
  behind(length: number): number {
    const end = this.at + length;
    if (length < 0 || end > this.buffer.length) throw new RangeError('The buffer ends too early');
    return end;
  }

  /** Passes over the next bytes. Returns the place where they begin. */
  private pass(length: number): number {
    const start = this.at;
    this.at = this.behind(length);
    return start;
  }
}
