import { describe, expect, it } from '@jest/globals';
import type { RecordMetadata } from 'kafkajs';
import { verify, type OutgoingRecord } from '../../../../src/events/produce/record-producer.js';

const record = (partition: number): OutgoingRecord => ({ topic: 't', partition, key: null, value: 'v', headers: {} });
const answer = (partition: number, baseOffset: string): RecordMetadata => ({
  topicName: 't',
  partition,
  errorCode: 0,
  baseOffset,
});

describe('what a producer believes', () => {
  it('takes offsets above the last ones for written', () => {
    const last = new Map<string, bigint>();
    verify([record(0), record(0), record(1)], [answer(0, '5'), answer(1, '0')], last);
    expect(last).toEqual(
      new Map([
        ['t/0', 6n],
        ['t/1', 0n],
      ]),
    );
    verify([record(0)], [answer(0, '7')], last);
    expect(last.get('t/0')).toBe(7n);
  });

  it('takes an offset that was acknowledged before for not written', () => {
    const last = new Map([['t/0', 6n]]);
    expect(() => verify([record(0)], [answer(0, '5')], last)).toThrow(/acknowledged before/);
    expect(() => verify([record(0)], [answer(0, '6')], last)).toThrow(/acknowledged before/);
  });

  it('takes a partition the answer leaves out for not written', () => {
    expect(() => verify([record(0), record(1)], [answer(0, '5')], new Map())).toThrow(/t\/1/);
    expect(() => verify([record(0)], [answer(0, '-1')], new Map())).toThrow(/t\/0/);
  });
});
