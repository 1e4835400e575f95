/** The lengths of a trend's buckets. */
export const TREND_INTERVALS = ['hour', 'day', 'week', 'month'] as const;
export type TrendInterval = (typeof TREND_INTERVALS)[number];
/** `from` inclusive, `to` exclusive. */
export interface TrendRequest {
  readonly interval: TrendInterval;
  readonly from?: Date;
  readonly to?: Date;
}
/** The responses submitted in one bucket, by the status in which they ended. */
export interface TrendPoint {
  readonly from: Date;
  readonly total: number;
  readonly completed: number;
  readonly partial: number;
  readonly disqualified: number;
  readonly overquota: number;
}
/** The most buckets of one answer. */
export const MAX_TREND_POINTS = 1000;
