import { describe, expect, it } from '@jest/globals';
import { settle, type NumberedRecord } from '../../../lab/failures/ledger.js';
import { errorName } from '../../../lab/failures/load.js';
import { messageOf, recordOf } from '../../../lab/failures/producers.js';

const records = (...ids: string[]): NumberedRecord[] =>
  ids.map((id) => ({ aggregate: id.slice(0, 1), sequence: Number(id.slice(1)) }));
const clean = { lost: 0, duplicated: 0, reordered: 0, unconfirmed: 0 };

describe('the ledger of an experiment', () => {
  it('finds nothing wrong with a log that has what was accepted, each aggregate in order', () => {
    expect(settle(records('a0', 'b0', 'a1', 'b1'), records('b0', 'a0', 'a1', 'b1'))).toEqual({ accepted: 4, ...clean });
  });

  it('counts what was accepted and is not there', () => {
    expect(settle(records('a0', 'a1', 'b0'), records('a0'))).toEqual({ accepted: 3, ...clean, lost: 2 });
  });

  it('counts each copy beyond the first', () => {
    expect(settle(records('a0', 'a1'), records('a0', 'a1', 'a0', 'a1', 'a1'))).toEqual({
      accepted: 2,
      ...clean,
      duplicated: 3,
    });
  });

  it('counts a record that comes after a later one of its aggregate, and not a repetition', () => {
    expect(settle(records('a0', 'a1', 'a2'), records('a0', 'a2', 'a1'))).toMatchObject({ reordered: 1, duplicated: 0 });
    expect(settle(records('a0', 'a1'), records('a0', 'a1', 'a0', 'a1'))).toMatchObject({ reordered: 0, duplicated: 2 });
    expect(settle(records('a0', 'b9', 'a1'), records('b9', 'a0', 'a1'))).toMatchObject({ reordered: 0 });
  });

  it('counts what is there although nobody was told', () => {
    expect(settle(records('a0'), records('a0', 'a1'))).toEqual({ accepted: 1, ...clean, unconfirmed: 1 });
  });

  it('reads the record that a message has', () => {
    const record = { aggregate: 'a7', sequence: 12 };
    expect(recordOf(Buffer.from(messageOf(record).value))).toEqual(record);
    expect(settle([record], [recordOf(null)])).toMatchObject({ lost: 1 });
  });

  it("names a broker's error by the protocol's name, however deep the client wraps it", () => {
    const cause = Object.assign(new Error('Not enough'), { type: 'NOT_ENOUGH_REPLICAS' });
    expect(errorName(new Error('Gave up', { cause: new Error('Retried', { cause }) }))).toBe('NOT_ENOUGH_REPLICAS');
    expect(errorName(new RangeError('x'))).toBe('RangeError');
  });
});
