/** Reads numbers, bytes and texts of Kafka's protocol, one after the other. Throws RangeError at the buffer's end. */
export class ByteReader {
  constructor(
    readonly buffer: Buffer,
    public at = 0,
  ) {}

  int8(): number {
    const value = this.buffer.readInt8(this.at);
    this.at += 1;
    return value;
  }

  int16(): number {
    const value = this.buffer.readInt16BE(this.at);
    this.at += 2;
    return value;
  }

  int32(): number {
    const value = this.buffer.readInt32BE(this.at);
    this.at += 4;
    return value;
  }

  int64(): bigint {
    const value = this.buffer.readBigInt64BE(this.at);
    this.at += 8;
    return value;
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
    const end = this.at + length;
    if (length < 0 || end > this.buffer.length) throw new RangeError('The bytes end too early');
    const view = this.buffer.subarray(this.at, end);
    this.at = end;
    return view;
  }

  text(length: number): string {
    const end = this.at + length;
    if (length < 0 || end > this.buffer.length) throw new RangeError('The text ends too early');
    const text = this.buffer.toString('utf8', this.at, end);
    this.at = end;
    return text;
  }
}
