/** How much the stores hold while reads are measured. */
export interface GrowthSize {
  readonly responses: number;
  readonly events: number;
  readonly movies: number;
  readonly shows: number;
  readonly surveys: number;
  readonly bookings: number;
}

/** The sizes of everything at so many responses. The event log has one event for each, but at most `mostEvents`. */
export function growthSize(responses: number, mostEvents: number): GrowthSize {
  return {
    responses,
    events: Math.min(responses, mostEvents),
    movies: Math.max(20, Math.round(responses / 10)),
    shows: Math.max(20, Math.round(responses / 100)),
    surveys: Math.max(20, Math.round(responses / 100)),
    bookings: Math.max(20, Math.round(responses / 10)),
  };
}
