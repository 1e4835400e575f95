import { describe, expect, it } from '@jest/globals';
import { createOperationNames, MOST_NAMES, OTHER } from '../../../../src/ports/graphql/operation-names.js';

describe('the names of operations in metrics', () => {
  it('are bounded however many names clients send', () => {
    const names = createOperationNames();
    const labels = new Set(Array.from({ length: 10_000 }, (_, at) => names.labelOf(`Name${at}`, false)));
    expect(labels.size).toBe(MOST_NAMES.others + 1);
    expect(labels).toContain('Name0');
    expect(names.labelOf('Name9999', false)).toBe(OTHER);
    expect(names.labelOf('Name0', false)).toBe('Name0');
  });

  it('of registered documents are kept after others have used up theirs', () => {
    const names = createOperationNames();
    for (let at = 0; at < 1_000; at += 1) names.labelOf(`Name${at}`, false);
    expect(names.labelOf('Registered', true)).toBe('Registered');
    // Both kinds have the same operation: one name.
    expect(names.labelOf('Registered', false)).toBe('Registered');
    const labels = new Set(Array.from({ length: 1_000 }, (_, at) => names.labelOf(`Registered${at}`, true)));
    expect(labels.size).toBeLessThanOrEqual(MOST_NAMES.registered + 1);
  });

  it('have one label for operations without a name, and none is longer than a name should be', () => {
    const names = createOperationNames();
    expect(names.labelOf(undefined, false)).toBe('(unnamed)');
    expect(names.labelOf('x'.repeat(65), false)).toBe(OTHER);
  });
});
