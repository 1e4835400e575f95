/**
 * Merges lists into one: the earliest of the heads of all lists is always the next. Each list keeps its own order, even
 * where its times do not.
 */
export function inOrderOfTime<T>(lists: readonly (readonly T[])[], timeOf: (item: T) => number): T[] {
  const heads = lists.filter(({ length }) => length > 0).map((list) => ({ list, next: 0 }));
  const merged: T[] = [];
  for (;;) {
    let earliest: (typeof heads)[number] | undefined;
    let time = Infinity;
    for (const head of heads) {
      const item = head.list[head.next];
      if (item === undefined || timeOf(item) >= time) continue;
      earliest = head;
      time = timeOf(item);
    }
    if (earliest === undefined) return merged;
    merged.push(earliest.list[earliest.next] as T);
    earliest.next += 1;
  }
}
