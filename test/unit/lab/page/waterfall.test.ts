import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../../../../lab/trade-offs/exchange.js';
import { axisOf, barOf } from '../../../../lab/page/model/waterfall.js';

const exchange = (over: Partial<Exchange>): Exchange => ({
  label: 'x',
  method: 'GET',
  path: '/',
  status: 200,
  startMs: 20,
  headMs: 60,
  endMs: 80,
  bytesUp: 1,
  bytesDown: 1,
  serverMs: 10,
  sqlStatements: 0,
  mongoCommands: 0,
  ...over,
});

describe('a bar of the waterfall', () => {
  it('shows the wait, the server’s time in its middle, and the download', () => {
    expect(barOf(exchange({}), 100)).toEqual({
      wait: { x: 20, width: 40 },
      server: { x: 35, width: 10 },
      download: { x: 60, width: 20 },
    });
  });

  it('holds no more of the server than there was time to wait', () => {
    expect(barOf(exchange({ serverMs: 500 }), 100).server).toEqual({ x: 20, width: 40 });
  });

  it.each([
    { startMs: 90, headMs: 10, endMs: 0 },
    { startMs: 1e11, headMs: 1e11, endMs: 1e12 },
  ])('stays on the axis for times that cannot be: %p', (over) => {
    for (const { x, width } of Object.values(barOf(exchange(over), 100))) {
      expect(Math.min(x, width)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(100);
    }
  });
});

describe('the axis', () => {
  it.each([0, 0.3, 7, 99, 100, 1234, 60_000, 1e12])('holds %d ms with three to six round ticks', (longest) => {
    const { spanMs, ticksMs } = axisOf(longest);
    expect(spanMs).toBeGreaterThanOrEqual(longest);
    expect(ticksMs.length).toBeGreaterThanOrEqual(3);
    expect(ticksMs.length).toBeLessThanOrEqual(6);
    expect(ticksMs.at(-1)).toBeLessThanOrEqual(spanMs);
  });
});
