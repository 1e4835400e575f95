import { describe, expect, it } from '@jest/globals';
import { currentTraceparent, traceparentOf } from '../../../src/ops/trace-context.js';
import { withContext } from '../../../src/ops/work-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const partsOf = (traceparent: string) => {
  const [version, traceId, parentId, flags] = traceparent.split('-');
  return { version, traceId, parentId, flags };
};

describe('the trace context of a request', () => {
  it.each(['00', '01'])("keeps its caller's trace and flags %s, and is the parent of what it causes", (flags) => {
    const parts = partsOf(traceparentOf(`00-${TRACE}-${PARENT}-${flags}`));
    expect(parts).toEqual({ version: '00', traceId: TRACE, parentId: expect.stringMatching(/^[0-9a-f]{16}$/), flags });
    expect(parts.parentId).not.toBe(PARENT);
  });

  it('takes what it knows of a later version, which may have more fields', () => {
    expect(partsOf(traceparentOf(`cc-${TRACE}-${PARENT}-01-what-the-future-brings`))).toMatchObject({
      version: '00',
      traceId: TRACE,
      flags: '01',
    });
  });

  it.each<[string, string | string[] | undefined]>([
    ['without a header', undefined],
    ['with two headers', [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01`]],
    ['with an empty one', ''],
    ['with a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['with a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['in capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['of the version that is none', `ff-${TRACE}-${PARENT}-01`],
    ['of version 00 with more fields', `00-${TRACE}-${PARENT}-01-more`],
    ['with a line break', `00-${TRACE}-${PARENT}-01\n`],
  ])('begins a trace of its own %s', (_, header) => {
    const [first, second] = [partsOf(traceparentOf(header)), partsOf(traceparentOf(header))];
    for (const parts of [first, second]) {
      expect(parts).toEqual({
        version: '00',
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
        parentId: expect.stringMatching(/^[0-9a-f]{16}$/),
        flags: '00',
      });
      expect(parts.traceId).not.toBe(TRACE);
    }
    expect(first.traceId).not.toBe(second.traceId);
  });

  it('is known to what works for the request, and to nothing else', async () => {
    const traceparent = traceparentOf(undefined);
    const seen = await withContext({ traceparent }, async () => {
      await Promise.resolve();
      return withContext({ scope: { operation: undefined } }, currentTraceparent);
    });
    expect(seen).toBe(traceparent);
    expect(currentTraceparent()).toBeUndefined();
  });
});
