import { describe, expect, it } from '@jest/globals';
import { brokerRefusal, isUnknownTopic } from '../../../../src/events/kafka/broker-refusal.js';

/** A broker's error as the client throws it: its own, or around the one it has given up on. */
const protocolError = (type: string) => Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
const wrapped = (error: Error) =>
  new Error('KafkaJSNumberOfRetriesExceeded', { cause: new Error('KafkaJSNonRetriableError', { cause: error }) });

describe('what a broker says', () => {
  it.each([
    ['MESSAGE_TOO_LARGE', 'TOO_LARGE'],
    ['RECORD_LIST_TOO_LARGE', 'TOO_LARGE'],
    ['INVALID_TOPIC_EXCEPTION', 'NO_SUCH_TOPIC'],
    ['INVALID_RECORD', 'REJECTED'],
    ['INVALID_TIMESTAMP', 'REJECTED'],
  ])('is a refusal when it is about the record: %s', (type, cause) => {
    expect(brokerRefusal(protocolError(type))).toBe(cause);
    expect(brokerRefusal(wrapped(protocolError(type)))).toBe(cause);
  });

  it.each([
    'REQUEST_TIMED_OUT',
    'NOT_ENOUGH_REPLICAS',
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'LEADER_NOT_AVAILABLE',
    'NOT_LEADER_FOR_PARTITION',
    'NETWORK_EXCEPTION',
    'BROKER_NOT_AVAILABLE',
    'KAFKA_STORAGE_ERROR',
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    'INVALID_PRODUCER_EPOCH',
    'UNKNOWN_PRODUCER_ID',
    'TOPIC_AUTHORIZATION_FAILED',
    'CLUSTER_AUTHORIZATION_FAILED',
    'CORRUPT_MESSAGE',
    'UNKNOWN',
    'UNKNOWN_TOPIC_OR_PARTITION',
    'constructor',
    '__proto__',
  ])('is none when it is about something else: %s', (type) => {
    expect(brokerRefusal(protocolError(type))).toBeUndefined();
    expect(brokerRefusal(wrapped(protocolError(type)))).toBeUndefined();
  });

  it('is none when it is no answer of a broker', () => {
    for (const error of [
      new Error('socket hang up'),
      Object.assign(new Error('x'), { code: 'ECONNRESET' }),
      'text',
      undefined,
      null,
      new TypeError('x'),
    ])
      expect(brokerRefusal(error)).toBeUndefined();
  });

  it('is known for what it is when the topic is unknown, which it may be for a moment only', () => {
    expect(isUnknownTopic(wrapped(protocolError('UNKNOWN_TOPIC_OR_PARTITION')))).toBe(true);
    expect(isUnknownTopic(protocolError('LEADER_NOT_AVAILABLE'))).toBe(false);
  });

  it('does not go round in circles', () => {
    const error = new Error('a');
    error.cause = error;
    expect(brokerRefusal(error)).toBeUndefined();
  });
});
