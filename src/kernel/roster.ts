/**
 * Items in the order in which they came, each of which leaves at any time. For collections in which items come and go
 * all the time: a Map or a Set makes a new table every few changes, and each old table keeps the next one alive until
 * the garbage collector looks at all memory.
 */
export interface Roster<T> extends Iterable<T> {
  readonly size: number;
  /** The item that came first of those that are there. */
  readonly first: T | undefined;
  /** Adds an item. The returned function removes it; it does no harm to call it twice. */
  add(item: T): () => void;
}

interface Entry<T> {
  readonly item: T;
  previous: Entry<T> | undefined;
  next: Entry<T> | undefined;
}

/** An empty roster. */
export function createRoster<T>(): Roster<T> {
  return new LinkedRoster<T>();
}

// A class, because an object literal with a getter has a hidden class of its own, which lives until the garbage
// collector looks at all memory, and keeps alive what the getter can see.
class LinkedRoster<T> implements Roster<T> {
  private head: Entry<T> | undefined;
  private tail: Entry<T> | undefined;
  private count = 0;

  get size(): number {
    return this.count;
  }

  get first(): T | undefined {
    return this.head?.item;
  }

  add(item: T): () => void {
    const entry: Entry<T> = { item, previous: this.tail, next: undefined };
    if (this.tail === undefined) this.head = entry;
    else this.tail.next = entry;
    this.tail = entry;
    this.count += 1;
    return () => this.remove(entry);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let entry = this.head; entry !== undefined;) {
      const { item, next } = entry;
      yield item;
      entry = next;
    }
  }

  private remove(entry: Entry<T>): void {
    const { previous, next } = entry;
    if (previous === undefined && this.head !== entry) return;
    if (previous === undefined) this.head = next;
    else previous.next = next;
    if (next === undefined) this.tail = previous;
    else next.previous = previous;
    // A removed entry keeps nothing alive.
    entry.previous = entry.next = undefined;
    this.count -= 1;
  }
}
