import { createHash } from 'node:crypto';
import type { PointsLedger } from '../../ops/load/shared-rate-limiter.js';
import type { Database } from './database.js';

/** In the order of the callers: two gateways that add to the same rows must not wait for each other in a circle. */
const ADD = `
  INSERT INTO spent_points AS s (minute, caller, points)
  SELECT $1::timestamptz, x.caller, x.points FROM unnest($2::text[], $3::bigint[]) AS x (caller, points) ORDER BY x.caller
  ON CONFLICT (minute, caller) DO UPDATE SET points = s.points + excluded.points
  RETURNING caller, points::float8 AS points`;
/** Minutes that are over by the clock of no gateway are kept. */
const KEPT_MS = 5 * 60_000;

/** PointsLedger in PostgreSQL: one statement for each call, and one more in a minute that removes old rows. */
export function createPointsLedger(database: Pick<Database, 'query'>): PointsLedger {
  let prunedIn = 0;
  return {
    async add(minute, points) {
      const keys = new Map([...points.keys()].map((key) => [hashOf(key), key]));
      const spent = [...keys.values()].map((key) => points.get(key));
      const sums = await database.query<{ caller: string; points: number }>('points-add', ADD, [
        new Date(minute),
        [...keys.keys()],
        spent,
      ]);
      if (prunedIn !== minute) {
        prunedIn = minute;
        await database.query('points-prune', 'DELETE FROM spent_points WHERE minute < $1', [
          new Date(minute - KEPT_MS),
        ]);
      }
      return new Map(sums.flatMap(({ caller, points: sum }) => (keys.has(caller) ? [[keys.get(caller)!, sum]] : [])));
    },
  };
}

/** A key may be an address, which is not stored. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url');
