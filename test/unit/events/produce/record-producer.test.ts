import { describe, expect, it } from '@jest/globals';
import type { WrittenRecords } from '../../../../src/events/kafka/library/kafka-library.js';
import type { OutgoingRecord } from '../../../../src/events/kafka/outgoing-record.js';
import { verify } from '../../../../src/events/produce/record-producer.js';

const record = (partition: number): OutgoingRecord => ({ topic: 't', partition, key: null, value: 'v', headers: {} });
const written = (partition: number, firstOffset: bigint | undefined): WrittenRecords => ({
  topic: 't',
  partition,
  firstOffset,
});

describe('what a producer believes', () => {
  it('takes offsets above the last ones for written', () => {
    const last = new Map<string, bigint>();
    verify([record(0), record(0), record(1)], [written(0, 5n), written(1, 0n)], last);
    expect(last).toEqual(
      new Map([
        ['t/0', 6n],
        ['t/1', 0n],
      ]),
    );
    verify([record(0)], [written(0, 7n)], last);
    expect(last.get('t/0')).toBe(7n);
  });

  it('takes an offset that was acknowledged before for not written', () => {
    const last = new Map([['t/0', 6n]]);
    expect(() => verify([record(0)], [written(0, 5n)], last)).toThrow(/acknowledged before/);
    expect(() => verify([record(0)], [written(0, 6n)], last)).toThrow(/acknowledged before/);
  });

  it('takes a partition the answer leaves out for not written', () => {
    expect(() => verify([record(0), record(1)], [written(0, 5n)], new Map())).toThrow(/t\/1/);
    expect(() => verify([record(0)], [written(0, undefined)], new Map())).toThrow(/t\/0/);
  });
});
