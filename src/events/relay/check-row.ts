import { EVENT_TYPES, isEventType } from '../../contracts/event-types.js';
import type { Refusal } from '../../contracts/refusal.js';
import { MAX_LOADED_BYTES, type OutboxRow } from '../../domain/outbox/outbox.js';

/** The years that every reader of an instant accepts. */
const YEARS = { first: 1, last: 9999 };
const MAX_PROBLEMS = 5;

/**
 * The reason why the row cannot be published to any broker; undefined when publishing may be tried. Every consumer can
 * read a row that passes: its type is known, its topic is the topic of the type, and its data matches the schema of the
 * type.
 */
export function refusalOfRow({ event, topic, bytes }: OutboxRow): Refusal | undefined {
  const type: string = event.type;
  if (bytes > MAX_LOADED_BYTES)
    return {
      cause: 'TOO_LARGE',
      reason: `The event has about ${bytes} bytes; more than ${MAX_LOADED_BYTES} are never read.`,
    };
  if (!isEventType(type))
    return {
      cause: 'UNKNOWN_TYPE',
      reason: `This gateway does not know ${type}. Only a gateway that knows the type can publish the event.`,
    };
  const definition = EVENT_TYPES[type];
  if (topic !== definition.topic)
    return {
      cause: 'NO_SUCH_TOPIC',
      reason: `The row names the topic "${topic}"; events of type ${type} belong to "${definition.topic}".`,
    };
  if (!isInstant(event.occurredAt))
    return { cause: 'INVALID_EVENT', reason: `occurred_at is ${String(event.occurredAt)}.` };
  const { success, error } = definition.data.safeParse(event.data);
  if (success) return undefined;
  const problems = error.issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.join('.') || 'data'}: ${issue.message}`);
  return { cause: 'INVALID_EVENT', reason: `The data does not match the schema of ${type}: ${problems.join('; ')}` };
}

/** The driver gives `infinity` as a number. */
function isInstant(value: unknown): boolean {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return false;
  const year = value.getUTCFullYear();
  return year >= YEARS.first && year <= YEARS.last;
}
