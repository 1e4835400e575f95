import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.js';
import { HOUR_MS, hourOf } from '../../domain/event-log/event-log.js';

/**
 * When tenants' logs begin, as they were last seen. It is a hint: entries that occurred earlier may come later, and the
 * first ones expire. A reader begins there and looks at what is before it, which is little.
 */
export interface LogBeginnings<Limits> {
  /** The first hour of a log, or of some types of it. An hour ago when it has no entry. */
  of(tenant: string, types: readonly string[] | undefined, limits: Limits): Promise<Date>;
  /** The first entry was found to be this one. */
  saw(tenant: string, types: readonly string[] | undefined, occurredAt: Date): void;
}

const MOST_KEPT = 10_000;

/** See LogBeginnings. `find` finds the first hour with an entry. The embedded server reads all hours for it. */
export function createLogBeginnings<Limits>(
  find: (tenant: string, types: readonly string[] | undefined, limits: Limits) => Promise<Date | undefined>,
  clock: Clock,
): LogBeginnings<Limits> {
  const known = new LRUCache<string, Date>({ max: MOST_KEPT });
  const keyOf = (tenant: string, types: readonly string[] = []) => JSON.stringify([tenant, ...[...types].sort()]);
  return {
    async of(tenant, types, limits) {
      const key = keyOf(tenant, types);
      const seen = known.get(key) ?? (await find(tenant, types, limits));
      if (seen === undefined) return new Date(clock.now().getTime() - HOUR_MS);
      known.set(key, seen);
      return seen;
    },
    saw(tenant, types, occurredAt) {
      known.set(keyOf(tenant, types), hourOf(occurredAt));
    },
  };
}
