import type { OutgoingRecord } from '../../outgoing-record.js';

/** The package takes an empty buffer for no value, unless it is a part of a larger one. */
const EMPTY = Buffer.alloc(1).subarray(0, 0);

/** The record, whose empty key and value the package writes as they are. */
export function writtenEmpty({ key, value, ...record }: OutgoingRecord): OutgoingRecord {
  return { ...record, key: orEmpty(key), value: orEmpty(value) };
}

function orEmpty(bytes: Buffer | string | null): Buffer | string | null {
  return bytes?.length === 0 ? EMPTY : bytes;
}
