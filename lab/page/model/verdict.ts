import { formatMeasure, measureRows, type MeasureRow } from '../../trade-offs/compare.js';
import type { TaskReport } from '../../trade-offs/report.js';
import { otherSide, SIDE_TITLES } from './sides.js';
import type { SideName } from '../../trade-offs/exchange.js';

/** The row that ranks the sides: the median time that a client waits. */
export function rankingRow(report: TaskReport): MeasureRow | undefined {
  return measureRows(report).find(({ key }) => key === 'p50Ms');
}

/** The outcome of a task in a sentence. */
export function verdict(report: TaskReport): string {
  const row = rankingRow(report);
  if (row === undefined) return '';
  const cost = (side: SideName) => {
    const { roundTrips } = report.sides[side].summary;
    return `${formatMeasure(row[side], row.unit)} in ${roundTrips} round ${roundTrips === 1 ? 'trip' : 'trips'}`;
  };
  if (row.winner === undefined) return `Both take about as long: REST ${cost('rest')}, GraphQL ${cost('graphql')}.`;
  const loser = otherSide(row.winner);
  const times = row[row.winner] > 0 ? ` ${formatTimes(row[loser] / row[row.winner])} as fast` : ' faster';
  return `${SIDE_TITLES[row.winner]} is${times}: ${cost(row.winner)}, against ${cost(loser)}.`;
}

/** How many times, for people: `1.4×`, `12×`. */
export function formatTimes(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`;
}
