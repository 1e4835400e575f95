/** Where "now" comes from. Decisions take `now` as an argument; only the edges hold a clock. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
