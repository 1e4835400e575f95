import { randomBytes } from 'node:crypto';

/** The numbers of the kinds in IDs of the gateway, as far as they are made here. */
const KINDS = {
  Survey: 1,
  SurveyPage: 2,
  Question: 3,
  QuestionOption: 4,
  SurveyResponse: 6,
  Movie: 16,
  SeatHold: 21,
  Booking: 22,
  Payment: 23,
  Event: 32,
} as const;

/** A new ID as the gateway makes them: a UUID of version 8 with the time, and the kind after the version. */
export function newGatewayId(kind: keyof typeof KINDS): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt16BE(0x8000 | KINDS[kind], 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The shard of the outbox that the gateway takes for the events of this aggregate. */
export function outboxShard(aggregateId: string): number {
  return Number.parseInt(aggregateId.slice(-4), 16) % 4;
}
