import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createPlanCache } from '../../../../src/ports/graphql/planned/plan-cache.js';

const LIMITS = { outlines: 3, outlineCharacters: 1_000, statements: 4, statementCharacters: 1_000 };
const outline = () => ({ branches: [], planned: [], sites: [], rest: undefined, selecting: () => parse('{ a }') });

function observed(limits = LIMITS) {
  const cache = createPlanCache(limits);
  let made = 0;
  return {
    outline: (document: ReturnType<typeof parse>, name?: string, variables = {}) =>
      cache.outline(document, name, variables, () => ((made += 1), outline())),
    statement: (of: ReturnType<typeof cache.outline>, shape: string, text = 'SELECT 1') =>
      cache.statement(of, shape, () => ((made += 1), { name: shape, text })),
    made: () => made,
  };
}

describe('the plans of all documents', () => {
  it('are made once for an operation, its choices and its shape', () => {
    const { made, ...cache } = observed();
    const document = parse('query A($x: Boolean!) { a @include(if: $x) } query B { a }');
    const a = cache.outline(document, 'A', { x: true });
    expect(cache.outline(document, 'A', { x: true })).toBe(a);
    expect(cache.outline(document, 'A', { x: false })).not.toBe(a);
    expect(cache.outline(document, 'B')).not.toBe(a);
    expect(made()).toBe(3);
    expect(cache.statement(a, '1')).toBe(cache.statement(a, '1'));
    expect(made()).toBe(4);
  });

  it('differ between documents of the same text', () => {
    const { outline: of } = observed();
    expect(of(parse('{ a }'))).not.toBe(of(parse('{ a }')));
  });

  it('are bounded in number: what was used last stays', () => {
    const { made, ...cache } = observed();
    const documents = ['{ a }', '{ b }', '{ c }', '{ d }'].map((text) => parse(text));
    const [first, ...others] = documents as [ReturnType<typeof parse>];
    const kept = cache.outline(first);
    for (const document of others) {
      cache.outline(document);
      expect(cache.outline(first)).toBe(kept);
    }
    const before = made();
    cache.outline(documents[1] as ReturnType<typeof parse>);
    expect(made()).toBe(before + 1);
  });

  it('are bounded in the size of their texts over all documents', () => {
    const { made, ...cache } = observed({ ...LIMITS, statements: 1_000 });
    const of = cache.outline(parse('{ a }'));
    for (let shape = 0; shape < 20; shape += 1) cache.statement(of, String(shape), 'x'.repeat(300));
    const before = made();
    cache.statement(of, '19', 'x'.repeat(300));
    expect(made()).toBe(before);
    cache.statement(of, '15', 'x'.repeat(300));
    expect(made()).toBe(before + 1);
  });
});
