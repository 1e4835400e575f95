import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createValidatedDocuments } from '../../../../src/ports/graphql/validated-documents.js';

const document = parse('{ a }');

describe('validated documents', () => {
  it('are found by exactly their text', () => {
    const validated = createValidatedDocuments();
    validated.add('{ a }', document);
    expect(validated.find('{ a }')).toBe(document);
    expect(validated.find('{ a } ')).toBeUndefined();
  });

  it('are at most a thousand, those that were used last', () => {
    const validated = createValidatedDocuments();
    for (let n = 0; n < 1_000; n += 1) validated.add(`{ a${n} }`, document);
    validated.find('{ a0 }');
    validated.add('{ another }', document);
    expect(validated.find('{ a0 }')).toBe(document);
    expect(validated.find('{ a1 }')).toBeUndefined();
  });

  it('have a bound on the characters of all together', () => {
    const validated = createValidatedDocuments();
    const text = (n: number) => `{ a${n} } # ${'x'.repeat(40_000)}`;
    for (let n = 0; n < 3; n += 1) validated.add(text(n), document);
    expect([0, 1, 2].map((n) => validated.find(text(n)) !== undefined)).toEqual([false, true, true]);
    validated.add(`# ${'x'.repeat(100_000)}`, document);
    expect(validated.find(text(2))).toBe(document);
  });
});
