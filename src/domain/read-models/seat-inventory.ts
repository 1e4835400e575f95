import { unreachable } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import { advanceAsOf, type AsOf, type EventPosition } from '../../contracts/as-of.js';

/**
 * Vocabulary. The *inventory* of a show is the state of its seats according to its events. Each change of the seat map
 * has a *version*, one above the version before. Versions below the highest that have not arrived are *missing*.
 *
 * Changes may arrive in any order and any number of times. A seat keeps the state of the highest version that named it,
 * so the same set of changes makes the same inventory, and a late change still fills its gap.
 */
export type SeatState = 'available' | 'held' | 'sold';

export interface InventorySeat {
  readonly label: string;
  readonly state: SeatState;
  /** The version that last named the seat; 0 is the state in which the show was scheduled. */
  readonly version: number;
}

/** `from` to `to`, both inclusive. */
export interface VersionRange {
  readonly from: number;
  readonly to: number;
}

export interface SeatInventory {
  readonly showId: Id;
  readonly tenant: string;
  readonly cancelled: boolean;
  /** Whether all seats of the show are known, not only the seats that a change has named. */
  readonly complete: boolean;
  /** The highest version applied; 0 before the first. */
  readonly version: number;
  /** Versions up to `version` that have not arrived, in order. If empty, the inventory is the seat map at `version`. */
  readonly missing: readonly VersionRange[];
  readonly counts: Readonly<Record<SeatState, number>>;
  /** By label. */
  readonly seats: readonly InventorySeat[];
  /** Null when the last change was applied before positions were recorded. */
  readonly asOf: AsOf | null;
}
/** An inventory without its seats, for lists of shows. */
export type SeatInventorySummary = Omit<SeatInventory, 'seats'>;

interface AboutShow {
  readonly showId: Id;
  readonly tenant: string;
}
export type InventoryChange =
  | (AboutShow & { readonly kind: 'scheduled'; readonly labels: readonly string[] })
  | (AboutShow & {
      readonly kind: 'seats-changed';
      readonly version: number;
      readonly seats: readonly { readonly label: string; readonly status: SeatState }[];
    })
  | (AboutShow & { readonly kind: 'cancelled' });

/**
 * The inventory after the event at `position`, whose effect is `change`. Undefined when neither the inventory nor the
 * position that it is as of changes.
 */
export function applyToInventory(
  before: SeatInventory | undefined,
  change: InventoryChange,
  position: EventPosition,
): SeatInventory | undefined {
  const after = changeInventory(before, change);
  const known = before?.asOf ?? null;
  const asOf = advanceAsOf(known, position);
  // An event that was published twice changes nothing the second time, but it is contained at its second offset too.
  if (after === undefined && asOf === known) return undefined;
  return { ...(after ?? before ?? unknownInventory(change)), asOf };
}

/** The inventory after `change`, or undefined when the change adds nothing new. Does not change `asOf`. */
export function changeInventory(before: SeatInventory | undefined, change: InventoryChange): SeatInventory | undefined {
  const known = before ?? unknownInventory(change);
  switch (change.kind) {
    case 'scheduled':
      if (known.complete) return undefined;
      return withSeats(
        { ...known, complete: true },
        change.labels.map((label) => ({ label, state: 'available', version: 0 })),
      );
    case 'seats-changed': {
      if (isSeen(known, change.version)) return undefined;
      const seats = change.seats.map(({ label, status }) => ({ label, state: status, version: change.version }));
      return withSeats({ ...known, ...seen(known, change.version) }, seats);
    }
    case 'cancelled':
      return known.cancelled ? undefined : { ...known, cancelled: true };
    default:
      return unreachable(change);
  }
}

function unknownInventory({ showId, tenant }: AboutShow): SeatInventory {
  return {
    showId,
    tenant,
    cancelled: false,
    complete: false,
    version: 0,
    missing: [],
    counts: { available: 0, held: 0, sold: 0 },
    seats: [],
    asOf: null,
  };
}

function isSeen({ version, missing }: SeatInventory, asked: number): boolean {
  return asked <= version && !missing.some((range) => range.from <= asked && asked <= range.to);
}

/**
 * A version arrives either above the highest, which may open a gap, or in a gap, which it splits, narrows or closes.
 */
function seen({ version, missing }: SeatInventory, now: number): Pick<SeatInventory, 'version' | 'missing'> {
  if (now > version)
    return { version: now, missing: now > version + 1 ? [...missing, { from: version + 1, to: now - 1 }] : missing };
  const parts = (range: VersionRange) =>
    range.from <= now && now <= range.to
      ? [
          { from: range.from, to: now - 1 },
          { from: now + 1, to: range.to },
        ].filter(({ from, to }) => from <= to)
      : [range];
  return { version, missing: missing.flatMap(parts) };
}

function withSeats(inventory: SeatInventory, told: readonly InventorySeat[]): SeatInventory {
  const byLabel = new Map(inventory.seats.map((seat) => [seat.label, seat]));
  for (const seat of told) {
    const known = byLabel.get(seat.label);
    if (known === undefined || known.version < seat.version) byLabel.set(seat.label, seat);
  }
  const seats = [...byLabel.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
  const counts = { available: 0, held: 0, sold: 0 };
  for (const { state } of seats) counts[state] += 1;
  return { ...inventory, seats, counts };
}
