import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import {
  declaredVariables,
  retainedMemoryOf,
  parseWithoutLocations,
} from '../../../../src/ports/graphql/retained-operation.js';

describe('what an operation keeps', () => {
  it('is of its variables those that it declares', () => {
    const document = parse('subscription A($a: ID, $b: Int) { x(a: $a) } subscription B($c: ID) { x(a: $c) }');
    const given = { a: '1', c: '2', toString: 'no', other: [{}, {}] };
    expect(declaredVariables(document, 'A', given)).toEqual({ a: '1' });
    expect(declaredVariables(document, 'B', given)).toEqual({ c: '2' });
    expect(declaredVariables(document, 'C', given)).toEqual({});
    expect(declaredVariables(document, 'A', undefined)).toEqual({});
  });

  it('is of its document neither comments nor text nor tokens', () => {
    const plain = parseWithoutLocations('subscription { x { y } }');
    const commented = parseWithoutLocations(
      `# ${'x'.repeat(50_000)}\nsubscription { x { y } } # ${'y'.repeat(10_000)}`,
    );
    expect(commented).toEqual(plain);
    expect(commented.loc).toBeUndefined();
    expect(retainedMemoryOf(commented, {})).toBe(retainedMemoryOf(plain, {}));
  });

  it('is well under 10 kB for a usual subscription, and grows with its fields and its variables', () => {
    const query = 'subscription ($id: ID!) { seatMapChanged(showId: $id) { seatMapVersion seats { label status } } }';
    const usual = retainedMemoryOf(parseWithoutLocations(query), { id: 'x'.repeat(36) });
    expect(usual).toBeLessThan(5_000);
    expect(retainedMemoryOf(parseWithoutLocations(query), { id: 'x'.repeat(10_000) })).toBeGreaterThan(80_000);
    expect(
      retainedMemoryOf(parseWithoutLocations(`{ ${Array.from({ length: 1_000 }, (_, n) => `f${n}`).join(' ')} }`), {}),
    ).toBeGreaterThan(190_000);
  });
});
