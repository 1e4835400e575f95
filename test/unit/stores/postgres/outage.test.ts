import { describe, expect, it } from '@jest/globals';
import { isPostgresOutage } from '../../../../src/stores/postgres/outage.js';

const coded = (code: string) => Object.assign(new Error('no'), { code });

describe('a failure of PostgreSQL', () => {
  it.each(['08006', '53300', '57P01', '58030', '40001', '40P01', 'ECONNREFUSED', 'ETIMEDOUT'])(
    'is an outage: %s',
    (code) => {
      expect(isPostgresOutage(coded(code))).toBe(true);
    },
  );

  it('is an outage when the driver has lost its connection, on every address it tried', () => {
    expect(isPostgresOutage(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isPostgresOutage(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]))).toBe(true);
  });

  it.each(['22P02', '23505', '42P01'])("is the record's: %s", (code) => {
    expect(isPostgresOutage(coded(code))).toBe(false);
  });

  it("is the record's when nobody knows it", () => {
    for (const error of [new TypeError('x'), 'connection terminated', undefined])
      expect(isPostgresOutage(error)).toBe(false);
  });
});
