import { dataProblems } from '../../contracts/cloud-event.js';
import type { TopicMessage } from '../../contracts/event-message.js';
import { topicMessage } from '../../contracts/event-size.js';
import { EVENT_TYPES, isEventType } from '../../contracts/event-types.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { Refusal } from '../../contracts/refusal.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';
import { MAX_LOADED_BYTES, type OutboxRow } from '../../domain/outbox/outbox.js';
import { isInstant } from '../../kernel/instants.js';

/**
 * The row's message, or the reason why it cannot be published to any broker. A finished message is passed on as it is,
 * also one of a type that only a newer gateway knows: its gateway has checked it. A row without a message is of an
 * older gateway, or was found wrong when it was appended: it is checked and packed here, as the type says.
 */
export function outgoingMessage(row: OutboxRow): TopicMessage | Refusal {
  const { topic, message, bytes, attributes } = row;
  const { type } = attributes;
  if (bytes > MAX_LOADED_BYTES)
    return {
      cause: 'TOO_LARGE',
      reason: `The event has about ${bytes} bytes; more than ${MAX_LOADED_BYTES} are never read.`,
    };
  if (isEventType(type)) {
    const { topic: own } = EVENT_TYPES[type];
    if (topic !== own)
      return {
        cause: 'NO_SUCH_TOPIC',
        reason: `The row names the topic "${topic}"; events of type ${type} belong to "${own}".`,
      };
    return message === undefined
      ? packed({ ...attributes, data: row.data } as GatewayEvent)
      : { ...message, topic, bytes };
  }
  if (message !== undefined && isTopicKey(topic)) return { ...message, topic, bytes };
  return {
    cause: 'UNKNOWN_TYPE',
    reason: `This gateway does not know ${type}. Only a gateway that knows the type can publish the event.`,
  };
}

/** The message of a row that only has the data. Every consumer can read one that passes. */
function packed(event: GatewayEvent): TopicMessage | Refusal {
  // The driver gives `infinity` as a number.
  const at: unknown = event.occurredAt;
  if (!(at instanceof Date) || !isInstant(at))
    return { cause: 'INVALID_EVENT', reason: `occurred_at is ${String(at)}.` };
  const problems = dataProblems(event.type, event.data);
  if (problems !== undefined)
    return { cause: 'INVALID_EVENT', reason: `The data does not match the schema of ${event.type}: ${problems}` };
  try {
    return topicMessage(event);
  } catch (error) {
    return { cause: 'INVALID_EVENT', reason: (error as Error).message };
  }
}

const isTopicKey = (name: string): name is TopicKey => Object.hasOwn(TOPICS, name);
