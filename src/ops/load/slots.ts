/** The number of things that may exist at once: in all, and for one key (an address or a viewer). */
interface SlotLimits {
  readonly total: number;
  readonly perKey: number;
}

export interface Slots {
  /**
   * Takes a slot of `key` and returns the function that gives it back; only its first call counts. Undefined when no
   * slot is left for the key or in all.
   */
  take(key: string): (() => void) | undefined;
  readonly taken: number;
}

/** Counts the taken slots. A key without slots takes no memory. */
export function createSlots({ total, perKey }: SlotLimits): Slots {
  const byKey = new Map<string, number>();
  let taken = 0;
  return {
    take(key) {
      const held = byKey.get(key) ?? 0;
      if (taken >= total || held >= perKey) return undefined;
      taken += 1;
      byKey.set(key, held + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        taken -= 1;
        const left = (byKey.get(key) ?? 1) - 1;
        if (left > 0) byKey.set(key, left);
        else byKey.delete(key);
      };
    },
    get taken() {
      return taken;
    },
  };
}
