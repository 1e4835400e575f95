import type { Exchange } from '../../trade-offs/exchange.js';

/** A stretch of the time axis, in per cent of its span. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/**
 * An exchange on the axis. The wait is from the request to the answer's head; the server's own time lies somewhere
 * within it, and is drawn in its middle because the ways to the gateway and back take about the same time.
 */
export interface Bar {
  readonly wait: Stretch;
  readonly server: Stretch;
  readonly download: Stretch;
}

/**
 * Where to draw an exchange when the axis spans `spanMs`. No bar leaves the axis, even with wrong values in an
 * imported report.
 */
export function barOf(exchange: Exchange, spanMs: number): Bar {
  const { startMs, headMs, endMs } = exchange;
  const serverMs = Math.max(0, Math.min(exchange.serverMs, headMs - startMs));
  const stretch = (from: number, to: number): Stretch => {
    const x = within(from / spanMs);
    return { x, width: Math.max(0, within(to / spanMs) - x) };
  };
  const middle = (startMs + headMs) / 2;
  return {
    wait: stretch(startMs, headMs),
    server: stretch(middle - serverMs / 2, middle + serverMs / 2),
    download: stretch(headMs, endMs),
  };
}

function within(share: number): number {
  return Math.min(100, Math.max(0, share * 100));
}

/** An axis that holds `longestMs`: its span, and round ticks from 0, three to six of them. */
export function axisOf(longestMs: number): { readonly spanMs: number; readonly ticksMs: readonly number[] } {
  const longest = Math.max(longestMs, 0.1);
  const rough = longest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const spanMs = longest * 1.02;
  return { spanMs, ticksMs: Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step) };
}
