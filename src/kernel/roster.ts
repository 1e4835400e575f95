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
  let first: Entry<T> | undefined;
  let last: Entry<T> | undefined;
  let size = 0;

  function remove(entry: Entry<T>): void {
    const { previous, next } = entry;
    if (previous === undefined && first !== entry) return;
    if (previous === undefined) first = next;
    else previous.next = next;
    if (next === undefined) last = previous;
    else next.previous = previous;
    // A removed entry keeps nothing alive.
    entry.previous = entry.next = undefined;
    size -= 1;
  }

  return {
    get size() {
      return size;
    },
    get first() {
      return first?.item;
    },
    add(item) {
      const entry: Entry<T> = { item, previous: last, next: undefined };
      if (last === undefined) first = entry;
      else last.next = entry;
      last = entry;
      size += 1;
      return () => remove(entry);
    },
    *[Symbol.iterator]() {
      for (let entry = first; entry !== undefined;) {
        const { item, next } = entry;
        yield item;
        entry = next;
      }
    },
  };
}
