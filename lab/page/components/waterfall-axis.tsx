import { formatMeasure } from '../../trade-offs/compare.js';

/** The time axis and the lines that go down from its ticks through all rows. */
export function WaterfallAxis({ spanMs, ticksMs }: { readonly spanMs: number; readonly ticksMs: readonly number[] }) {
  const x = (ms: number) => `${(ms / spanMs) * 100}%`;
  return (
    <svg class="axis" width="100%" height="100%" aria-hidden="true">
      {ticksMs.map((ms) => (
        <g key={ms}>
          <line x1={x(ms)} x2={x(ms)} y1="20" y2="100%" />
          <text x={x(ms)} y="12" text-anchor={ms === 0 ? 'start' : ms > spanMs * 0.93 ? 'end' : 'middle'}>
            {ms === 0 ? '0' : formatMeasure(ms, 'ms')}
          </text>
        </g>
      ))}
    </svg>
  );
}
