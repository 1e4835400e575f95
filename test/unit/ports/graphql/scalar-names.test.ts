import { describe, expect, it } from '@jest/globals';
import { scalars } from '../../../../src/ports/graphql/scalars.js';

describe('the scalars', () => {
  it('have the names of the contract, by which the types of variables are found', () => {
    expect(Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.name]))).toEqual({
      DateTime: 'DateTime',
      Date: 'Date',
      JSON: 'JSON',
      Decimal: 'Decimal',
    });
  });
});
