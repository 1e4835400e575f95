import { SIDES, type SideName } from './exchange.js';
import type { SideSummary, TaskReport } from './report.js';

/** One measure of a task, both sides beside each other. */
export interface MeasureRow {
  readonly key: keyof SideSummary;
  readonly label: string;
  readonly unit: 'count' | 'bytes' | 'ms';
  readonly rest: number;
  readonly graphql: number;
  /** GraphQL's over REST's; undefined where REST's is nothing. */
  readonly ratio: number | undefined;
  /** Who needs less; undefined where they need about the same. */
  readonly winner: SideName | undefined;
}

const MEASURES: readonly (Pick<MeasureRow, 'key' | 'label' | 'unit'> & { readonly isCost: boolean })[] = [
  { key: 'roundTrips', label: 'Round trips', unit: 'count', isCost: true },
  { key: 'bytesUp', label: 'Bytes up', unit: 'bytes', isCost: true },
  { key: 'bytesDown', label: 'Bytes down', unit: 'bytes', isCost: true },
  { key: 'sqlStatements', label: 'SQL statements', unit: 'count', isCost: true },
  { key: 'mongoCommands', label: 'MongoDB commands', unit: 'count', isCost: true },
  { key: 'serverMs', label: 'Server time', unit: 'ms', isCost: true },
  { key: 'p50Ms', label: 'Time, p50', unit: 'ms', isCost: true },
  { key: 'p95Ms', label: 'Time, p95', unit: 'ms', isCost: true },
  { key: 'seenAfterMs', label: 'Change seen after', unit: 'ms', isCost: true },
  // Neither good nor bad by itself: what it saves is in the bytes.
  { key: 'notModified', label: 'Answers 304', unit: 'count', isCost: false },
];

const SWITCHING_PROTOCOLS = 101;

/** Differences below this are not told from noise (times), or are not worth a choice (bytes). Counts are exact. */
const ABOUT_THE_SAME: Readonly<Record<MeasureRow['unit'], number>> = { count: 0, bytes: 0.05, ms: 0.1 };

/** The measures of a task that both sides have, in the order in which they are shown. */
export function measureRows({ sides }: TaskReport): readonly MeasureRow[] {
  const isUntold = SIDES.some((side) =>
    sides[side].median.exchanges.some(({ status }) => status === SWITCHING_PROTOCOLS),
  );
  return MEASURES.flatMap(({ isCost, ...measure }) => {
    // A WebSocket does not say what its messages took.
    if (measure.key === 'serverMs' && isUntold) return [];
    const [rest, graphql] = [sides.rest.summary[measure.key], sides.graphql.summary[measure.key]];
    if (rest === undefined || graphql === undefined) return [];
    return [
      {
        ...measure,
        rest,
        graphql,
        ratio: rest === 0 ? undefined : graphql / rest,
        winner: isCost ? winnerOf(rest, graphql, ABOUT_THE_SAME[measure.unit]) : undefined,
      },
    ];
  });
}

function winnerOf(rest: number, graphql: number, tolerance: number): SideName | undefined {
  const [less, more] = rest < graphql ? [rest, graphql] : [graphql, rest];
  if (more - less <= more * tolerance) return undefined;
  return rest < graphql ? 'rest' : 'graphql';
}

/** A number for people: 1,234 B, 12.3 ms, 4. */
export function formatMeasure(value: number, unit: MeasureRow['unit']): string {
  if (unit === 'ms') return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
  const whole = Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return unit === 'bytes' ? `${whole} B` : whole;
}
