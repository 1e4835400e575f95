/** Kafka's variable-length integers: small numbers of both signs take one byte. */
const zigzag = (value: number) => ((value << 1) ^ (value >> 31)) >>> 0;

/** The bytes that `value` takes. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = zigzag(value) >>> 7; rest > 0; rest >>>= 7) size += 1;
  return size;
}

/** Writes `value` at `at`. Returns the place behind it. */
export function writeVarint(buffer: Buffer, value: number, at: number): number {
  let rest = zigzag(value);
  let place = at;
  for (; rest > 0x7f; rest >>>= 7) buffer[place++] = (rest & 0x7f) | 0x80;
  buffer[place++] = rest;
  return place;
}
