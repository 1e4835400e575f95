/**
 * Which records of one partition are done, and how far the group may therefore commit. Records are received in order
 * and may be done in any order; the offset to commit is that of the first record not done, so that a crash at any
 * moment leaves none behind. Offsets may have gaps: not every offset of a log is a record.
 */
export class OffsetTracker {
  /** The received records from the first one that is not done, in order. */
  private readonly pending: { readonly offset: bigint; done: boolean }[] = [];
  private head = 0;
  private next: bigint | undefined;

  /** Adds a record. Returns false and changes nothing when this record or a later one was received before. */
  received(offset: bigint): boolean {
    if (this.next !== undefined && offset < this.next) return false;
    this.pending.push({ offset, done: false });
    this.next = offset + 1n;
    return true;
  }

  /** Marks a received record as done. A second call changes nothing. */
  acknowledged(offset: bigint): void {
    const entry = this.find(offset);
    if (entry !== undefined) entry.done = true;
    while (this.pending[this.head]?.done) this.head += 1;
    // Dropping the done ones half the list at a time keeps the cost per record constant.
    if (this.head > 64 && this.head * 2 > this.pending.length) {
      this.pending.splice(0, this.head);
      this.head = 0;
    }
  }

  /** The offset to commit: of the first record not done, or after the last; undefined when none was received. */
  get committable(): bigint | undefined {
    return this.pending[this.head]?.offset ?? this.next;
  }

  /** How many records are received and not done, or done behind one that is not. */
  get outstanding(): number {
    return this.pending.length - this.head;
  }

  private find(offset: bigint): { done: boolean } | undefined {
    let low = this.head;
    let high = this.pending.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const entry = this.pending[middle];
      if (entry === undefined || entry.offset === offset) return entry;
      if (entry.offset < offset) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
