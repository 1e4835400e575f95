/** How many of something may exist at once: in all, and for one key (an address, a viewer). */
interface SlotLimits {
  readonly total: number;
  readonly perKey: number;
}

export interface Slots {
  /**
   * Takes a slot of `key`; the function returned gives it back, once. Undefined when there is none left for the key, or
   * at all.
   */
  take(key: string): (() => void) | undefined;
  readonly taken: number;
}

/** Counts what is open. Keys without any take no memory. */
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
