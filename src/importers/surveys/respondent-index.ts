import { hash } from 'node:crypto';

/**
 * Each respondent takes 40 bytes outside of the heap. Beyond this number, the second reading finds those that repeat.
 */
const MAX_RESPONDENTS = 500_000;
const FIELDS = 5;

/**
 * Finds respondents that a file has twice. `add` records the line and the content of a response by its id. If the id is
 * known, it returns 'same' for the same content, otherwise the line of the first response. When the index is full, it
 * records no new ids and still finds the recorded ones.
 */
export function createRespondentIndex(maxRespondents = MAX_RESPONDENTS): {
  add(id: string, content: string, line: number): number | 'same' | undefined;
} {
  let slots = 1024;
  let table = new Uint32Array(slots * FIELDS);
  let count = 0;

  /**
   * The slot of these 64 bits of an id, or the free slot for them. A line is never 0, so 0 marks a free slot.
   */
  const slotOf = (inside: Uint32Array, size: number, high: number, low: number): number => {
    let slot = (high ^ low) & (size - 1);
    while (inside[slot * FIELDS + 4] !== 0 && !(inside[slot * FIELDS] === high && inside[slot * FIELDS + 1] === low))
      slot = (slot + 1) & (size - 1);
    return slot;
  };
  const grow = () => {
    const larger = new Uint32Array(slots * 2 * FIELDS);
    for (let slot = 0; slot < slots; slot += 1) {
      const entry = table.subarray(slot * FIELDS, slot * FIELDS + FIELDS);
      if (entry[4] !== 0) larger.set(entry, slotOf(larger, slots * 2, entry[0] as number, entry[1] as number) * FIELDS);
    }
    [table, slots] = [larger, slots * 2];
  };

  return {
    add(id, content, line) {
      // The id is itself a hash of the respondent. These parts of it contain no kind and no version.
      const [high, low] = [Number.parseInt(id.slice(0, 8), 16), Number.parseInt(id.slice(-8), 16)];
      const digest = hash('sha256', content);
      const [one, other] = [Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16)];
      const at = slotOf(table, slots, high, low) * FIELDS;
      if (table[at + 4] !== 0) return table[at + 2] === one && table[at + 3] === other ? 'same' : table[at + 4];
      if (count === maxRespondents) return undefined;
      table.set([high, low, one, other, line], at);
      count += 1;
      if (count * 2 > slots) grow();
      return undefined;
    },
  };
}
