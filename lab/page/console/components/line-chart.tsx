/** A value at a time, in milliseconds. Null is a time at which the value was not known. */
export interface Point {
  readonly at: number;
  readonly value: number | null;
}

interface LineChartProps {
  readonly title: string;
  readonly points: readonly Point[];
  readonly format: (value: number) => string;
}

const WIDTH = 600;
const HEIGHT = 140;
const LEFT = 64;
const BOTTOM = 22;
/** A gap that is longer than this is not drawn over. */
const GAP_MS = 45_000;

/** A value over time. Its latest, least and greatest value are in words too. */
export function LineChart({ title, points, format }: LineChartProps) {
  const known = points.flatMap(({ value }) => value ?? []);
  const [first, last] = [points[0], points.at(-1)];
  const latest = known.at(-1);
  if (first === undefined || last === undefined || latest === undefined)
    return <p class="muted">{title}: nothing was seen yet.</p>;
  const most = Math.max(...known);
  const top = topOf(most);
  const spanMs = Math.max(1, last.at - first.at);
  const x = (at: number) => LEFT + ((at - first.at) / spanMs) * (WIDTH - LEFT - 8);
  const y = (value: number) => 8 + (1 - value / top) * (HEIGHT - BOTTOM - 8);
  const summary = `Now ${format(latest)}, at least ${format(Math.min(...known))}, at most ${format(most)}.`;
  return (
    <figure class="line-chart">
      <figcaption>
        <strong>{title}</strong> <span>{summary}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title} over time. ${summary}`}>
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line class="grid" x1={LEFT} x2={WIDTH - 8} y1={y(value)} y2={y(value)} />
            <text x={LEFT - 8} y={y(value) + 4} text-anchor="end">
              {format(value)}
            </text>
          </g>
        ))}
        <text x={LEFT} y={HEIGHT - 4}>
          {timeOf(first.at)}
        </text>
        <text x={WIDTH - 8} y={HEIGHT - 4} text-anchor="end">
          {timeOf(last.at)}
        </text>
        {linesOf(points).map((line) =>
          line.length === 1 ? (
            line.map(({ at, value }) => <circle key={at} class="dot" cx={x(at)} cy={y(value)} r="3" />)
          ) : (
            <polyline
              key={line[0]?.at}
              class="line"
              points={line.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
            />
          ),
        )}
      </svg>
    </figure>
  );
}

/** The end of the axis: even for whole numbers, so that its middle is one too. */
const topOf = (most: number) => (most === 0 ? 2 : Number.isInteger(most) ? most + (most % 2) : most);

const timeOf = (at: number) => `${new Date(at).toISOString().slice(11, 16)} UTC`;

interface Known {
  readonly at: number;
  readonly value: number;
}

/** The points that belong together: a time at which nothing was known is a gap. */
function linesOf(points: readonly Point[]): readonly (readonly Known[])[] {
  const lines: Known[][] = [];
  let before: Known | undefined;
  for (const { at, value } of points) {
    if (value === null) {
      before = undefined;
      continue;
    }
    if (before === undefined || at - before.at > GAP_MS) lines.push([]);
    before = { at, value };
    lines.at(-1)?.push(before);
  }
  return lines;
}
