/** A set of row numbers. It uses one bit for each row, because a file may have millions of rows. */
export function createRowMarks(): { add(row: number): void; has(row: number): boolean } {
  let bits = new Uint8Array(1024);
  return {
    add(row) {
      const at = row >> 3;
      if (at >= bits.length) {
        const larger = new Uint8Array(Math.max(at + 1, bits.length * 2));
        larger.set(bits);
        bits = larger;
      }
      bits[at] = (bits[at] as number) | (1 << (row & 7));
    },
    has: (row) => ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0,
  };
}
