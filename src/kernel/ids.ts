import { createHash, randomUUID } from 'node:crypto';
import { notFound } from './errors.js';

/**
 * An id is a UUID of version 8 (RFC 9562, section 5.8): 48 bits of Unix milliseconds (or of a name's hash),
 * then the kind of thing it names in the 12 bits after the version, then 62 random (or hashed) bits.
 * One id therefore serves the database, GraphQL (`node` knows its type), REST and Kafka alike, and sorts by time.
 */
export type Id = string;

/** The kinds of objects that have an ID. The numbers are part of every stored ID: append, never renumber. */
export const KINDS = {
  Survey: 1,
  SurveyPage: 2,
  Question: 3,
  QuestionOption: 4,
  Collector: 5,
  SurveyResponse: 6,
  Quota: 7,
  Movie: 16,
  Venue: 17,
  Screen: 18,
  Show: 19,
  PriceTier: 20,
  SeatHold: 21,
  Booking: 22,
  Payment: 23,
  Event: 32,
  Message: 33,
  DeadLetter: 34,
} as const;
export type Kind = keyof typeof KINDS;

const kindOfTag = new Map<number, Kind>(Object.entries(KINDS).map(([kind, tag]) => [tag, kind as Kind]));
const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new id of `kind`, sorted by `now` (millisecond precision) among its own kind. */
export function newId(kind: Kind, now: Date): Id {
  const time = now.getTime().toString(16).padStart(12, '0');
  // The variant and the random bits behind it. Node makes UUIDs in batches: much quicker than asking for bytes each time.
  return `${time.slice(0, 8)}-${time.slice(8)}-${versionAndKind(kind)}-${randomUUID().slice(19)}`;
}

const versionAndKind = (kind: Kind) => (0x8000 | KINDS[kind]).toString(16);

/**
 * Always the same ID for the same kind and name. An import uses it, so that a second run finds the rows of the first.
 */
export function idForName(kind: Kind, name: string): Id {
  return format(createHash('sha256').update(`${kind}\n${name}`).digest().subarray(0, 16), kind);
}

/** The kind an id names, or undefined when it is not an id of this gateway. */
export function kindOf(id: string): Kind | undefined {
  return UUID_V8.test(id) ? kindOfTag.get(Number.parseInt(id.slice(15, 18), 16)) : undefined;
}

/** `id` if it names a `kind`; throws NOT_FOUND otherwise, exactly as for an id that names nothing. */
export function requireId(kind: Kind, id: string): Id {
  const lower = id.toLowerCase();
  if (kindOf(lower) !== kind) throw notFound(kind);
  return lower;
}

function format(bytes: Buffer, kind: Kind): Id {
  bytes.writeUInt16BE(0x8000 | KINDS[kind], 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
